// The operations this phone keeps, decoded once: bodies never change, so they are remembered by op_id.
import type { FieldDatabase } from '@/database/database'
import { meta } from '@/database/meta'
import type { OutboxRow, OutcomeRow, Whereabouts } from '@/database/rows'
import { fromUtf8 } from '@/kernel/hash'
import type { Body } from './core/envelope'
import { isTrouble, type KeptOperation, touches } from './core/view'

const decoded = new WeakMap<FieldDatabase, Map<string, Body>>()

export function bodyFrom(bytes: Uint8Array): Body {
  return JSON.parse(fromUtf8(bytes)) as Body
}

type StateKey = [Whereabouts, number, string]

const LAST = '\uffff'

/** The part of the index with one state, up to a number. */
export function rowsIn(database: FieldDatabase, state: Whereabouts, upTo: number = Number.MAX_SAFE_INTEGER) {
  return database.outbox.where('[state+seq+op_id]').between([state, 0, ''], [state, upTo, LAST], true, true)
}

/** Keys of the rows in one state, without reading their bodies. */
function keysIn(database: FieldDatabase, state: Whereabouts): Promise<StateKey[]> {
  return rowsIn(database, state).keys() as unknown as Promise<StateKey[]>
}

export async function countIn(database: FieldDatabase, state: Whereabouts): Promise<number> {
  return (await keysIn(database, state)).length
}

/** What still matters to a view, oldest first: not yet safe, not yet in the pulled state, or refused. */
export async function keptOperations(database: FieldDatabase): Promise<KeptOperation[]> {
  const { pulled_seq } = await meta(database)
  const outcomes = new Map((await database.outcomes.toArray()).map((row) => [row.op_id, row]))
  const all = (
    await Promise.all((['here', 'received', 'safe'] as const).map((state) => keysIn(database, state)))
  ).flat()
  const wanted = all.filter(
    ([state, seq, op_id]) => state !== 'safe' || seq > pulled_seq || isTrouble(outcomes.get(op_id)?.outcome),
  )
  const bodies = await bodiesOf(database, wanted)
  return wanted
    .map(([state, seq, op_id]) => kept(state, seq, op_id, bodies.get(op_id) as Body, outcomes.get(op_id), pulled_seq))
    .sort((one, other) => one.seq - other.seq)
}

function kept(
  state: Whereabouts,
  seq: number,
  op_id: string,
  body: Body,
  outcome: OutcomeRow | undefined,
  pulled: number,
): KeptOperation {
  return { seq, op_id, state, body, outcome: outcome ?? null, included: state !== 'here' && seq <= pulled }
}

async function bodiesOf(database: FieldDatabase, keys: readonly StateKey[]): Promise<Map<string, Body>> {
  const known = decoded.get(database) ?? new Map<string, Body>()
  decoded.set(database, known)
  const missing = keys.filter(([, , op_id]) => !known.has(op_id)).map(([, seq]) => seq)
  for (const row of await database.outbox.bulkGet(missing)) if (row) known.set(row.op_id, bodyFrom(row.bytes))
  return known
}

/** `entity/id` to the operations that speak about it. */
export function bySubject(operations: readonly KeptOperation[]): Map<string, KeptOperation[]> {
  const found = new Map<string, KeptOperation[]>()
  for (const operation of operations) {
    for (const subject of touches(operation.body)) found.set(subject, [...(found.get(subject) ?? []), operation])
  }
  return found
}

/** Bodies of operations by op_id, for those who must hash or list them (the seal). */
export async function bodies(database: FieldDatabase, op_ids: readonly string[]): Promise<Body[]> {
  const rows = await database.outbox.where('op_id').anyOf(op_ids).toArray()
  return op_ids.flatMap((op_id) =>
    rows.filter((row) => row.op_id === op_id).map((row: OutboxRow) => bodyFrom(row.bytes)),
  )
}

export interface OwnOperation {
  row: Omit<OutboxRow, 'bytes'>
  body: Body
  outcome: OutcomeRow | null
}

/** A record's own operations that this phone still keeps, oldest first. */
export async function operationsOf(database: FieldDatabase, entity: string, id: string): Promise<OwnOperation[]> {
  const rows = await database.outbox.orderBy('seq').toArray()
  const mine = rows
    .map(({ bytes, ...row }) => ({ row, body: bodyFrom(bytes) }))
    .filter(({ body }) => touches(body).includes(`${entity}/${id}`))
  const outcomes = await database.outcomes.bulkGet(mine.map(({ row }) => row.op_id))
  return mine.map((one, index) => ({ ...one, outcome: outcomes[index] ?? null }))
}
