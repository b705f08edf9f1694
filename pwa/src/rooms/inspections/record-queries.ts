// Gathers the facts a record is written from, and the lists of an inspector's records.
import type { Inspection, Premises, Task } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { instant } from '@/kernel/clock'
import type { View } from '@/sync/core/view'
import { record, recordsBy, recordsByAny, recordsOf } from '@/sync/records'
import { type CheckView, effective } from './checks'
import { checklistsOf, checksOf, visitOf } from './queries'
import type { RecordCheck, RecordFacts } from './record-facts'
import { validityOf } from './validity'

export async function recordFacts(database: FieldDatabase, inspection_id: string): Promise<RecordFacts | null> {
  const visit = await visitOf(database, inspection_id)
  if (!visit?.premises) return null
  const [checks, checklists] = await Promise.all([checksOf(database, inspection_id), checklistsOf(database)])
  const state = visit.inspection.state
  return {
    inspection: state,
    ended_at: state.submitted_at ?? instant(Date.now()),
    premises: visit.premises.state,
    merchant: visit.merchant?.state ?? null,
    lead: visit.lead?.state ?? null,
    second: visit.second?.state ?? null,
    checks: (await recordChecks(database, state, effective(checks))).sort(byWalk),
    checklists,
    signatures: state.seal?.signatures ?? [],
  }
}

function byWalk(one: RecordCheck, other: RecordCheck): number {
  return (one.place?.walking_order ?? -1) - (other.place?.walking_order ?? -1)
}

/** Each check with its place and instrument: a handful of reads, however many stalls the market has. */
async function recordChecks(
  database: FieldDatabase,
  inspection: Inspection,
  checks: readonly CheckView[],
): Promise<RecordCheck[]> {
  const idsOf = (field: 'premises_id' | 'instrument_id') => checks.flatMap(({ state }) => state[field] ?? [])
  const elsewhere = idsOf('premises_id').filter((id) => id !== inspection.premises_id)
  const [places, instruments, verifications] = await Promise.all([
    recordsOf(database, 'premises', elsewhere),
    recordsOf(database, 'instrument', idsOf('instrument_id')),
    recordsByAny(database, 'verification', 'instrument_id', idsOf('instrument_id')),
  ])
  const merchants = await recordsOf(
    database,
    'merchant',
    places.flatMap((one) => one.state.merchant_id ?? []),
  )
  const [place, instrument, merchant] = [byId(places), byId(instruments), byId(merchants)]
  const held = verifications.filter((one) => one.trouble === null).map((one) => one.state)
  return checks.map(({ state: check }) => {
    const where = place.get(check.premises_id ?? '') ?? null
    const what = instrument.get(check.instrument_id ?? '') ?? null
    const certificates = held.filter((one) => one.instrument_id === check.instrument_id)
    return {
      check,
      place: where,
      merchant: merchant.get(where?.merchant_id ?? '') ?? null,
      instrument: what,
      validity: what && validityOf(what, certificates, inspection.on),
    }
  })
}

function byId<S>(views: readonly View<S>[]): Map<string, S> {
  return new Map(views.map((one) => [one.id, one.state]))
}

export type ListName = 'draft' | 'waiting' | 'submitted' | 'returned'

export interface RecordEntry {
  inspection: View<Inspection>
  premises: Premises | null
  list: ListName
}

/** The records one took part in, newest first, each in the list it belongs to. */
export async function recordLists(database: FieldDatabase, user_id: string): Promise<RecordEntry[]> {
  const [led, second] = await Promise.all([
    recordsBy(database, 'inspection', 'lead_officer_id', user_id),
    recordsBy(database, 'inspection', 'second_officer_id', user_id),
  ])
  const mine = [...new Map([...led, ...second].map((one) => [one.id, one])).values()]
  const shown = mine.filter((one) => one.state.state !== 'superseded')
  const newest = shown.sort((one, other) => (one.state.started_at < other.state.started_at ? 1 : -1))
  return Promise.all(
    newest.map(async (inspection) => ({
      inspection,
      premises: (await record(database, 'premises', inspection.state.premises_id))?.state ?? null,
      list: listOf(inspection),
    })),
  )
}

export function listOf({ state, at }: View<Inspection>): ListName {
  if (state.state === 'open') return 'draft'
  if (state.state === 'returned') return 'returned'
  return at === 'here' ? 'waiting' : 'submitted'
}

/** Sealed records that wait for this person's word as second officer. */
export async function toConfirm(database: FieldDatabase, user_id: string): Promise<RecordEntry[]> {
  const second = await recordsBy(database, 'inspection', 'second_officer_id', user_id)
  const open = second.filter(
    ({ state }) =>
      ['submitted', 'returned'].includes(state.state) && state.seal !== null && state.second_confirmed_at === null,
  )
  const waiting = await Promise.all(
    open.map(async (inspection) => {
      const given = await recordsBy(database, 'confirmation', 'inspection_id', inspection.id)
      const done = given.some((one) => one.trouble === null && one.state.officer_id === user_id)
      const premises = (await record(database, 'premises', inspection.state.premises_id))?.state ?? null
      return done ? [] : [{ inspection, premises, list: listOf(inspection) }]
    }),
  )
  return waiting.flat()
}

export interface TaskEntry {
  task: View<Task>
  premises: Premises | null
}

/** Tasks of one's own that are not done, the most urgent first. */
export async function openTasks(database: FieldDatabase, user_id: string): Promise<TaskEntry[]> {
  const [open, begun] = await Promise.all([
    recordsBy(database, 'task', 'state', 'open'),
    recordsBy(database, 'task', 'state', 'in_progress'),
  ])
  const mine = [...open, ...begun]
    .filter((one) => one.state.assignee_ids.includes(user_id))
    .sort((one, other) => (one.state.due_on < other.state.due_on ? -1 : 1))
  return Promise.all(
    mine.map(async (task) => ({
      task,
      premises: (await record(database, 'premises', task.state.premises_id))?.state ?? null,
    })),
  )
}
