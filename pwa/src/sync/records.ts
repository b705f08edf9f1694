// Reading: records as a person should see them, each from one snapshot of the local database.
import type { Entities, EntityName } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { folded, keyOf, searchable, values } from '@/database/keys'
import type { BaseRow } from '@/database/rows'
import type { JsonObject } from '@/kernel/json'
import { fold, type KeptOperation, type View } from './core/view'
import { bySubject, keptOperations } from './kept'

type Overlay = Map<string, KeptOperation[]>

function reading<T>(database: FieldDatabase, read: (overlay: Overlay) => Promise<T>): Promise<T> {
  const stores = [database.base, database.outbox, database.outcomes, database.meta]
  return database.transaction('r', stores, async () => read(bySubject(await keptOperations(database))))
}

export function record<E extends EntityName>(
  database: FieldDatabase,
  entity: E,
  id: string,
): Promise<View<Entities[E]> | undefined> {
  return reading(database, async (overlay) => {
    const row = await database.base.get([entity, id])
    return fold(entity, id, row, overlay.get(`${entity}/${id}`) ?? []) as View<Entities[E]> | undefined
  })
}

/** Several by id, in one read and in the order asked for; those this phone does not have are left out. */
export function recordsOf<E extends EntityName>(
  database: FieldDatabase,
  entity: E,
  ids: readonly string[],
): Promise<View<Entities[E]>[]> {
  return reading(database, async (overlay) => {
    const wanted = [...new Set(ids)]
    const rows = await database.base.bulkGet(wanted.map((id): [string, string] => [entity, id]))
    return wanted.flatMap((id, index) => {
      const view = fold(entity, id, rows[index], overlay.get(`${entity}/${id}`) ?? [])
      return view ? [view as unknown as View<Entities[E]>] : []
    })
  })
}

export function records<E extends EntityName>(database: FieldDatabase, entity: E): Promise<View<Entities[E]>[]> {
  return reading(database, async (overlay) => {
    const rows = await database.base.where('keys').equals(entity).toArray()
    return folding<E>(database, entity, rows, overlay)
  })
}

/** By an indexed field (database/keys.ts); null finds the records that have none. */
export function recordsBy<E extends EntityName>(
  database: FieldDatabase,
  entity: E,
  field: keyof Entities[E] & string,
  value: string | null,
): Promise<View<Entities[E]>[]> {
  return reading(database, async (overlay) => {
    const rows = await database.base
      .where('keys')
      .equals(keyOf(entity, field, value))
      .toArray()
    const views = await folding<E>(database, entity, rows, overlay)
    return views.filter((view) => values((view.state as unknown as JsonObject)[field]).includes(value ?? ''))
  })
}

/** By any of several values of an indexed field, in one read: the instruments of all stalls of a market. */
export function recordsByAny<E extends EntityName>(
  database: FieldDatabase,
  entity: E,
  field: keyof Entities[E] & string,
  wanted: readonly string[],
): Promise<View<Entities[E]>[]> {
  return reading(database, async (overlay) => {
    const keys = wanted.map((value) => keyOf(entity, field, value))
    const rows = await database.base.where('keys').anyOf(keys).toArray()
    const views = await folding<E>(database, entity, rows, overlay)
    return views.filter((view) =>
      values((view.state as unknown as JsonObject)[field]).some((value) => wanted.includes(value)),
    )
  })
}

/** Records whose searchable text contains the words; few, since a person reads them. */
export function searchRecords<E extends EntityName>(
  database: FieldDatabase,
  entity: E,
  text: string,
  limit = 50,
): Promise<View<Entities[E]>[]> {
  const words = text
    .split(/\s+/)
    .map(folded)
    .filter((word) => word !== '')
  return reading(database, async (overlay) => {
    const rows = await database.base
      .where('keys')
      .equals(entity)
      .filter((row) => words.every((word) => row.text.includes(word)))
      .limit(limit)
      .toArray()
    const born = [...overlay.keys()].filter((subject) => subject.startsWith(`${entity}/`))
    const found = await folding<E>(database, entity, rows, overlay)
    const known = new Set(rows.map((row) => row.id))
    return found
      .filter((view) => known.has(view.id) || (born.includes(`${entity}/${view.id}`) && matches(view.state, words)))
      .slice(0, limit)
  })
}

function matches(state: unknown, words: readonly string[]): boolean {
  const text = searchable(
    Object.values(state as JsonObject)
      .flatMap(values)
      .join('\n'),
  )
  return words.every((word) => text.includes(word))
}

/** The rows with their operations, and the records of this entity that only operations know or speak about. */
async function folding<E extends EntityName>(
  database: FieldDatabase,
  entity: E,
  rows: BaseRow[],
  overlay: Overlay,
): Promise<View<Entities[E]>[]> {
  const known = new Set(rows.map((row) => row.id))
  const others = [...overlay.keys()]
    .filter((subject) => subject.startsWith(`${entity}/`))
    .map((subject) => subject.slice(entity.length + 1))
    .filter((id) => !known.has(id))
  const pulled = others.filter((id) => !isUnsentAppend(overlay.get(`${entity}/${id}`) ?? []))
  const more = await database.base.bulkGet(pulled.map((id): [string, string] => [entity, id]))
  const found = new Map(pulled.map((id, index): [string, BaseRow | undefined] => [id, more[index]]))
  const pairs: [string, BaseRow | undefined][] = [
    ...rows.map((row): [string, BaseRow] => [row.id, row]),
    ...others.map((id): [string, BaseRow | undefined] => [id, found.get(id)]),
  ]
  return pairs.flatMap(([id, row]) => {
    const view = fold(entity, id, row, overlay.get(`${entity}/${id}`) ?? [])
    return view ? [view as unknown as View<Entities[E]>] : []
  })
}

/** The two hundred checks of a day in the field: the office cannot have sent any, so none is looked for one by one. */
function isUnsentAppend(operations: readonly KeptOperation[]): boolean {
  return operations.every((operation) => operation.body.kind === 'append' && operation.state === 'here')
}
