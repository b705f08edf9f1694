// What a person does to a visit before it is signed: begin, complete a check, fill in facts. One durable transaction each.
import type {
  Check,
  Inspection,
  Instrument,
  Measure,
  Position,
  Verification,
  WorkingStandard,
} from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import type { BlobRef } from '@/database/rows'
import { type Clock, instant, legalDate, systemClock } from '@/kernel/clock'
import { uuid7 } from '@/kernel/ids'
import type { Intent } from '@/sync/core/envelope'
import type { View } from '@/sync/core/view'
import { commit, OperationTooLarge } from '@/sync/outbox'
import { record } from '@/sync/records'
import { type CheckDraft, checkOf, measuresOf, withMeasuresInNote } from './check-draft'
import { photosOf } from './checks'
import { withReference } from './reference'
import { registeredOf, withStandard } from './standards'
import { testedBy } from './tester'

export interface Beginning {
  premises_id: string
  venue_kind: string
  division: string
  task_id: string | null
  second_officer_id: string | null
  assistants: string[]
  conditions: { [name: string]: string }
  standards: WorkingStandard[]
  position: Position | null
  supersedes_id: string | null
}

/** The visit begins: its day of judgement is the local date of this instant, and stays. */
export async function startInspection(
  database: FieldDatabase,
  beginning: Beginning,
  clock: Clock = systemClock,
): Promise<string> {
  const now = clock.now()
  const id = uuid7(now)
  const state: Inspection = {
    ...beginning,
    on: legalDate(now),
    started_at: instant(now),
    lead_officer_id: database.user_id,
    statement: null,
    outcome: null,
    outcome_note: null,
    measures: [],
    state: 'open',
    submitted_at: null,
    seal: null,
    second_confirmed_at: null,
    review_comments: [],
    published_at: null,
  }
  await commit(database, { kind: 'create', entity: 'inspection', id, state, position: beginning.position }, { clock })
  return id
}

/** The office takes no longer list of measures. */
export const MOST_MEASURES = 1000

export interface CompletedCheck {
  draft: CheckDraft
  draft_id: string
  outcome: Check['outcome']
  identity_checks: Check['identity_checks']
  measurements: Check['measurements']
}

/** One operation for the check, at once; measures it asks for join those of the visit in the same transaction, or its own note. */
export async function completeCheck(
  database: FieldDatabase,
  visit: View<Inspection>,
  given: CompletedCheck,
  clock: Clock = systemClock,
): Promise<string> {
  const id = uuid7(clock.now())
  const registered = await registeredOf(database, visit.state.standards)
  const measurements = given.measurements.map((one) =>
    withReference(withStandard(testedBy(given.draft.tester, one), visit.state, registered), visit.state),
  )
  const completed = { ...given, measurements }
  const { draft, draft_id, outcome } = completed
  const options = { removes_drafts: [draft_id], clock }
  const patch = measurePatch(database, visit, outcome === 'checked' ? draft : null)
  if (patch === 'no_room') {
    await commit(database, await checkIntent(database, visit, id, withNote(completed)), options)
    return id
  }
  const check = await checkIntent(database, visit, id, completed)
  try {
    await commit(database, [check, ...patch], options)
  } catch (error) {
    if (!(error instanceof OperationTooLarge) || patch.length === 0) throw error
    await commit(database, await checkIntent(database, visit, id, withNote(completed)), options)
  }
  return id
}

/** Checks that find nothing wrong, each an operation of its own, all of them or none. */
export async function completeChecks(
  database: FieldDatabase,
  visit: View<Inspection>,
  completed: readonly CompletedCheck[],
  clock: Clock = systemClock,
): Promise<void> {
  if (completed.length === 0) return
  const intents = completed.map((one) => checkIntent(database, visit, uuid7(clock.now()), one))
  await commit(database, await Promise.all(intents), { removes_drafts: completed.map((one) => one.draft_id), clock })
}

const withNote = (completed: CompletedCheck) => ({ ...completed, draft: withMeasuresInNote(completed.draft) })

async function checkIntent(
  database: FieldDatabase,
  visit: View<Inspection>,
  id: string,
  completed: CompletedCheck,
): Promise<Intent> {
  const { outcome, identity_checks, measurements } = completed
  const state = checkOf(completed.draft, {
    inspection_id: visit.id,
    division: visit.state.division,
    officer_id: database.user_id,
    outcome,
    identity_checks,
    measurements,
  })
  const blobs = await blobsOf(database, photosOf(state))
  return { kind: 'append', entity: 'check', id, parent: visit.id, state, blobs }
}

/** Only the two officers decide on measures; an assistant's check carries the finding alone. */
function measurePatch(
  database: FieldDatabase,
  visit: View<Inspection>,
  draft: CheckDraft | null,
): Intent[] | 'no_room' {
  const { lead_officer_id, second_officer_id, measures } = visit.state
  if (!draft || ![lead_officer_id, second_officer_id].includes(database.user_id)) return []
  const added = measuresOf(draft, measures)
  if (added.length === 0) return []
  if (measures.length + added.length > MOST_MEASURES) return 'no_room'
  return [{ kind: 'patch', seen: visit, changes: { measures: [...measures, ...added] } }]
}

export type Facts = Partial<
  Pick<
    Inspection,
    | 'second_officer_id'
    | 'assistants'
    | 'conditions'
    | 'standards'
    | 'position'
    | 'statement'
    | 'outcome'
    | 'outcome_note'
    | 'measures'
  >
>

export async function patchFacts(database: FieldDatabase, visit: View<Inspection>, changes: Facts): Promise<void> {
  const changed = Object.entries(changes).some(
    ([field, to]) => JSON.stringify(visit.state[field as keyof Facts]) !== JSON.stringify(to),
  )
  if (changed) await commit(database, { kind: 'patch', seen: visit, changes })
}

/** One measure more, beside those that the visit has by now: two taps in a row must not undo one another. */
export async function addMeasure(database: FieldDatabase, visit_id: string, measure: Measure): Promise<void> {
  const visit = await record(database, 'inspection', visit_id)
  if (visit) await patchFacts(database, visit, { measures: [...visit.state.measures, measure] })
}

export async function withdraw(database: FieldDatabase, visit: View<Inspection>, note: string): Promise<void> {
  await commit(database, { kind: 'transition', seen: visit, action: 'withdraw', note })
}

export interface NewCertificate {
  certificate_number: string
  verified_on: string
  valid_until: string | null
  institution: string
  photo_sha256: string | null
}

/** A newer certificate shown on site: it counts in this visit at once, and the office accepts or refuses it. */
export async function addCertificate(
  database: FieldDatabase,
  instrument: View<Instrument>,
  given: NewCertificate,
): Promise<void> {
  const state: Verification = {
    ...given,
    instrument_id: instrument.id,
    result: 'conforming',
    origin: 'field',
    state: 'pending',
    division: instrument.state.division,
  }
  const blobs = await blobsOf(database, given.photo_sha256 ? [given.photo_sha256] : [])
  await commit(database, { kind: 'append', entity: 'verification', id: uuid7(), parent: instrument.id, state, blobs })
}

/** What an operation must carry so that its photos follow; a photo that came from another phone is already there. */
export async function blobsOf(database: FieldDatabase, digests: readonly string[]): Promise<BlobRef[]> {
  const rows = await database.blobs.bulkGet([...digests])
  return rows.flatMap((row) =>
    row ? [{ sha256: row.sha256, size: row.size, media_type: row.media_type, role: row.role }] : [],
  )
}
