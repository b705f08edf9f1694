// The operations this phone keeps, decoded once: bodies never change, so they are remembered.
import type { FieldDatabase } from '@/database/database'
import { meta } from '@/database/meta'
import type { OutboxRow, OutcomeRow, Whereabouts } from '@/database/rows'
import { fromUtf8 } from '@/kernel/hash'
import type { Body } from './core/envelope'
import { isTrouble, type KeptOperation, touches } from './core/view'

interface Decoded {
  op_id: string
  body: Body
}

/**
 * By number, as long as the incarnation stands: the next one numbers anew. So nobody reads records inside of a
 * transaction that adds operations and may yet fail: what fails gives its number back.
 */
const decoded = new WeakMap<FieldDatabase, { incarnation: number; operations: Map<number, Decoded> }>()

export function bodyFrom(bytes: Uint8Array): Body {
  return JSON.parse(fromUtf8(bytes)) as Body
}

const LAST = '\uffff'

/** The part of the index with one state, above a number and up to another. */
export function rowsIn(
  database: FieldDatabase,
  state: Whereabouts,
  upTo: number = Number.MAX_SAFE_INTEGER,
  above: number = 0,
) {
  return database.outbox.where('[state+seq+op_id]').between([state, above + 1, ''], [state, upTo, LAST], true, true)
}

export async function countIn(database: FieldDatabase, state: Whereabouts): Promise<number> {
  return (await rowsIn(database, state).primaryKeys()).length
}

/**
 * What still matters to a view, oldest first: not yet safe, not yet in the pulled state, or refused.
 *
 * Every read of a record comes through here, so nothing walks a cursor: numbers come at once, bodies once in a life.
 */
export function keptOperations(database: FieldDatabase): Promise<KeptOperation[]> {
  return database.transaction('r', [database.outbox, database.outcomes, database.meta], async () => {
    const { pulled_seq, incarnation } = await meta(database)
    const outcomes = new Map((await database.outcomes.toArray()).map((row) => [row.op_id, row]))
    const states = await statesOf(database, pulled_seq, [...outcomes.values()])
    const known = await decodedOf(database, incarnation, [...states.keys()])
    return [...states]
      .flatMap(([seq, state]) => {
        const found = known.get(seq)
        return found ? [kept(state, seq, found, outcomes.get(found.op_id), pulled_seq)] : []
      })
      .sort((one, other) => one.seq - other.seq)
  })
}

/** Numbers of the operations that matter, with where each is. */
async function statesOf(
  database: FieldDatabase,
  pulled_seq: number,
  outcomes: readonly OutcomeRow[],
): Promise<Map<number, Whereabouts>> {
  const refused = outcomes.filter((row) => isTrouble(row.outcome)).map((row) => row.op_id)
  const [here, received, unseen, troubled] = await Promise.all([
    rowsIn(database, 'here').primaryKeys(),
    rowsIn(database, 'received').primaryKeys(),
    rowsIn(database, 'safe', Number.MAX_SAFE_INTEGER, pulled_seq).primaryKeys(),
    refused.length > 0 ? database.outbox.where('op_id').anyOf(refused).primaryKeys() : [],
  ])
  const marked = (numbers: readonly number[], state: Whereabouts) =>
    numbers.map((seq): [number, Whereabouts] => [seq, state])
  // a refused one that is not safe yet stands in another list too, which has the last word
  return new Map([
    ...marked(troubled, 'safe'),
    ...marked(unseen, 'safe'),
    ...marked(received, 'received'),
    ...marked(here, 'here'),
  ])
}

function kept(
  state: Whereabouts,
  seq: number,
  { op_id, body }: Decoded,
  outcome: OutcomeRow | undefined,
  pulled: number,
): KeptOperation {
  return { seq, op_id, state, body, outcome: outcome ?? null, included: state !== 'here' && seq <= pulled }
}

async function decodedOf(
  database: FieldDatabase,
  incarnation: number,
  numbers: readonly number[],
): Promise<Map<number, Decoded>> {
  const before = decoded.get(database)
  const known = before?.incarnation === incarnation ? before : { incarnation, operations: new Map<number, Decoded>() }
  decoded.set(database, known)
  const missing = numbers.filter((seq) => !known.operations.has(seq))
  for (const row of await database.outbox.bulkGet(missing)) {
    if (row) known.operations.set(row.seq, { op_id: row.op_id, body: bodyFrom(row.bytes) })
  }
  return known.operations
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
