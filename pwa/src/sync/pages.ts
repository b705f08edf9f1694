// Taking in a page: its rows and its cursors in one transaction, or neither. While the base is being rebuilt, into the one beside.
import type { Table } from 'dexie'
import type { FieldDatabase } from '@/database/database'
import { keysOf, textOf } from '@/database/keys'
import { meta, setMeta } from '@/database/meta'
import type { BaseRow } from '@/database/rows'
import { instant } from '@/kernel/clock'
import type { Json } from '@/kernel/json'
import type { Page, PageLine } from './core/page'
import { touches } from './core/view'
import { keptOperations } from './kept'
import { advanceSafe } from './safety'

export async function applyPage(database: FieldDatabase, page: Page, now: number): Promise<void> {
  const { base, base_next, cursor, outbox, outcomes, blobs } = database
  await database.transaction('rw', [base, base_next, cursor, outbox, outcomes, blobs, database.meta], async () => {
    const { rebuilding, scopes } = await meta(database)
    const target = rebuilding ? base_next : base
    await applyLines(database, target, page.lines)
    await leaveScopes(database, target, scopes, page.header.scopes)
    await cursor.bulkPut(cursorRows(page))
    await advanceSafe(database, page.header.safe_seq)
    await setMeta(database, { epoch: page.header.epoch, scopes: page.header.scopes })
    if (page.footer.more) return
    // only a complete picture counts as containing our own operations
    await setMeta(database, { pulled_seq: page.header.last_seq, rebuilding: false, last_pull_at: instant(now) })
    if (rebuilding) await swapBase(database)
  })
}

function cursorRows(page: Page): { scope: string; seq: number; seen: Json }[] {
  return page.header.scopes
    .filter((scope) => page.footer.next[scope] !== undefined)
    .map((scope) => ({ scope, seq: page.footer.next[scope] as number, seen: page.footer.seen[scope] ?? null }))
}

/** All lines in order, against what is there: read at once and written at once, since a page has hundreds of them. */
async function applyLines(
  database: FieldDatabase,
  target: Table<BaseRow, [string, string]>,
  lines: readonly PageLine[],
): Promise<void> {
  const held = await subjectsHeld(database)
  const keys = lines.map((line): [string, string] => [line.entity, line.id])
  const before = await target.bulkGet(keys)
  const after = new Map(lines.map((line, index) => [subjectOf(line), before[index]] as const))
  for (const line of lines) after.set(subjectOf(line), applied(line, after.get(subjectOf(line)), held))
  const rows = [...after.values()].filter((row) => row !== undefined)
  const gone = keys.filter(([entity, id]) => after.get(`${entity}/${id}`) === undefined)
  await target.bulkPut(rows)
  await target.bulkDelete(gone)
}

function subjectOf({ entity, id }: { entity: string; id: string }): string {
  return `${entity}/${id}`
}

function applied(line: PageLine, before: BaseRow | undefined, held: ReadonlySet<string>): BaseRow | undefined {
  if (line.change === 'upsert') return line.state && (!before || before.version <= line.version) ? rowOf(line) : before
  // it went to a scope that has sent it already, or somebody here still works on it: it stays readable
  const elsewhere = line.change === 'leave' && before?.scope !== line.scope
  return elsewhere || held.has(subjectOf(line)) ? before : undefined
}

function rowOf({ entity, id, version, scope, state }: PageLine): BaseRow {
  const known = state ?? {}
  return { entity, id, version, scope, state: known, keys: keysOf(entity, known), text: textOf(entity, known) }
}

async function subjectsHeld(database: FieldDatabase): Promise<Set<string>> {
  const waiting = (await keptOperations(database)).filter((operation) => operation.state === 'here')
  return new Set(waiting.flatMap((operation) => touches(operation.body)))
}

/** A scope no longer granted: its rows go, the outbox and what it speaks about stay. */
async function leaveScopes(
  database: FieldDatabase,
  target: Table<BaseRow, [string, string]>,
  before: readonly string[],
  now: readonly string[],
): Promise<void> {
  const gone = before.filter((scope) => !now.includes(scope))
  if (gone.length === 0) return
  const held = await subjectsHeld(database)
  await target
    .where('scope')
    .anyOf(gone)
    .filter((row) => !held.has(`${row.entity}/${row.id}`))
    .delete()
  await database.cursor.bulkDelete(gone)
}

/** The new base is complete: it replaces the old one at once. Rows of unsent work that it lacks are carried over. */
async function swapBase(database: FieldDatabase): Promise<void> {
  const held = await subjectsHeld(database)
  const old = await database.base.filter((row) => held.has(`${row.entity}/${row.id}`)).toArray()
  const fresh = await database.base_next.toArray()
  const known = new Set(fresh.map((row) => `${row.entity}/${row.id}`))
  await database.base.clear()
  await database.base.bulkAdd([...fresh, ...old.filter((row) => !known.has(`${row.entity}/${row.id}`))])
  await database.base_next.clear()
}
