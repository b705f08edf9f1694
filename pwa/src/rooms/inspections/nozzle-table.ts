// Every nozzle or gun of a station in one table: what its mark and its seals should say, and answers given to many in one act.
import type { Inspection, Instrument } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { draft, drafts, saveDraft } from '@/database/drafts'
import type { View } from '@/sync/core/view'
import { type CheckDraft, draftFrom, draftId, emptyDraft, replacing, type Subject } from './check-draft'
import { type CheckView, checkFor } from './checks'
import { completeChecks } from './commands'
import { type Compared, comparedOf, identityChecks, UNTIL } from './identity'
import type { Dispenser, NozzleCell } from './nozzles'
import { verificationsOf } from './queries'
import { withIdentity } from './restored'
import { type Validity, validityOf } from './validity'

export type Part = 'until' | 'seals'

export interface NozzleRow {
  cell: NozzleCell
  /** dispenser and nozzle as painted */
  word: string
  validity: Validity
  compared: Compared[]
  draft: CheckDraft
  draft_id: string
  recorded: CheckView | null
  /** measured already: compared anew on its own page, or the readings would be lost */
  measured: boolean
  /** answered here and not yet among the checks */
  unsaved: boolean
}

export async function rowsOf(
  database: FieldDatabase,
  visit: View<Inspection>,
  dispensers: readonly Dispenser[],
  checks: readonly CheckView[],
): Promise<NozzleRow[]> {
  const instruments = new Map(dispensers.flatMap((one) => one.instruments).map((one) => [one.id, one]))
  const verifications = await verificationsOf(database, [...instruments.values()])
  const kept = new Map((await drafts(database, visit.id)).map((one) => [one.id, one.data as unknown as CheckDraft]))
  return dispensers.flatMap((dispenser) =>
    dispenser.cells.flatMap((cell) => {
      const instrument = instruments.get(cell.instrument_id)
      if (!instrument || (cell.outcome !== null && cell.outcome !== 'checked')) return []
      const validity = validityOf(instrument.state, verifications[instrument.id] ?? [], visit.state.on)
      return [{ ...rowOf(visit.id, cell, instrument, validity, checks, kept), word: `${dispenser.word} ${cell.word}` }]
    }),
  )
}

function rowOf(
  visit_id: string,
  cell: NozzleCell,
  instrument: View<Instrument>,
  validity: Validity,
  checks: readonly CheckView[],
  kept: ReadonlyMap<string, CheckDraft>,
): Omit<NozzleRow, 'word'> {
  const subject: Subject = { target: 'instrument', premises_id: cell.premises_id, instrument_id: cell.instrument_id }
  const compared = comparedOf(instrument.state, validity.valid_until)
  const draft_id = draftId(visit_id, subject)
  const recorded = checkFor(checks, subject)
  const started = kept.get(draft_id)
  const before = recorded && withIdentity(draftFrom(recorded.id, recorded.state), recorded.state, compared)
  const filled = started ?? before ?? emptyDraft(subject, null)
  const measured = (recorded?.state.measurements.length ?? 0) > 0
  const unsaved = !measured && started !== undefined && unread(started)
  return { cell, validity, compared, draft: filled, draft_id, recorded, measured, unsaved }
}

/** Compared only: a draft with readings is finished on the page of its nozzle. */
function unread(draft: CheckDraft): boolean {
  return Object.keys(draft.readings).length === 0 && Object.keys(draft.identity).length > 0
}

const parts = (row: NozzleRow, part: Part): Compared[] =>
  row.compared.filter(({ field }) => (part === 'until' ? field === UNTIL : field.startsWith('seal')))

/** The weakest answer to this part, or nothing until all of it is answered. */
export function answerOf(row: NozzleRow, part: Part): 'match' | 'mismatch' | 'unseen' | null {
  const given = parts(row, part).map(({ key }) => row.draft.identity[key]?.answer ?? null)
  if (given.length === 0 || given.includes(null)) return null
  return given.find((one) => one === 'mismatch') ?? given.find((one) => one === 'unseen') ?? 'match'
}

/** The officer saw the same at all of these: each nozzle's draft says so by itself, and that it was one act. */
export async function agree(
  database: FieldDatabase,
  visit_id: string,
  rows: readonly NozzleRow[],
  part: Part,
): Promise<void> {
  await database.transaction('rw', database.drafts, async () => {
    for (const row of rows) {
      const said = parts(row, part).map(
        ({ key }) => [key, { answer: 'match', seen: '', bulk: rows.length > 1 }] as const,
      )
      if (said.length === 0) continue
      // what was answered a moment ago may not have come back to the screen yet
      const kept = ((await draft(database, row.draft_id))?.data as unknown as CheckDraft | undefined) ?? row.draft
      const data = { ...kept, identity: { ...kept.identity, ...Object.fromEntries(said) } }
      await saveDraft(database, {
        id: row.draft_id,
        kind: 'check',
        inspection_id: visit_id,
        about: row.cell.instrument_id,
        data,
      })
    }
  })
}

/** Every nozzle that was only compared becomes a check of its own, all in one transaction. */
export function keepRows(database: FieldDatabase, visit: View<Inspection>, rows: readonly NozzleRow[]): Promise<void> {
  return completeChecks(
    database,
    visit,
    rows
      .filter((row) => row.unsaved)
      .map(({ draft, draft_id, compared, recorded }) => ({
        draft: replacing(draft, recorded),
        draft_id,
        outcome: 'checked',
        identity_checks: identityChecks(compared, draft.identity),
        measurements: [],
      })),
  )
}
