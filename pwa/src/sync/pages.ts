// Taking in a page: its rows and its cursors in one transaction, or neither. While the base is being rebuilt, into the one beside.
import type { Table } from 'dexie'
import type { FieldDatabase } from '@/database/database'
import { again, isScope, joined, left, WORK } from '@/database/holders'
import { keysOf, textOf } from '@/database/keys'
import { meta, setMeta } from '@/database/meta'
import type { BaseRow, CursorRow } from '@/database/rows'
import { instant } from '@/kernel/clock'
import type { Page, PageLine } from './core/page'
import { markOf, NOTHING, xored } from './core/scope-hash'
import { touches } from './core/view'
import { keptOperations } from './kept'
import { advanceSafe } from './safety'
import { compareHashes, settleScopes } from './scope-check'

type Base = Table<BaseRow, [string, string]>
type Hashes = Map<string, string>

/** True when everything has been pulled but a scope did not agree with the office and is fetched again. */
export async function applyPage(database: FieldDatabase, page: Page, now: number): Promise<boolean> {
  const { base, base_next, cursor, outbox, outcomes } = database
  // hashing waits for the platform, and an IndexedDB transaction does not wait
  const marks = await marksOf(page.lines)
  return database.transaction('rw', [base, base_next, cursor, outbox, outcomes, database.meta], async () => {
    const { rebuilding, scopes } = await meta(database)
    const target = rebuilding ? base_next : base
    const held = await subjectsHeld(database)
    const hashes = await hashesOf(database)
    await applyLines(target, page.lines, marks, held, hashes)
    await leaveScopes(database, target, scopes, page.header.scopes, held)
    await cursor.bulkPut(cursorRows(page, hashes))
    await advanceSafe(database, page.header.safe_seq)
    await setMeta(database, { epoch: page.header.epoch, scopes: page.header.scopes })
    if (page.footer.more) return false
    // only a complete picture counts as containing our own operations
    await setMeta(database, { pulled_seq: page.header.last_seq, rebuilding: false, last_pull_at: instant(now) })
    if (rebuilding) await swapBase(database, held)
    await settleScopes(database, held)
    return compareHashes(database, page.footer.hash ?? {}, now)
  })
}

function cursorRows(page: Page, hashes: Hashes): CursorRow[] {
  return page.header.scopes
    .filter((scope) => page.footer.next[scope] !== undefined)
    .map((scope) => ({
      scope,
      seq: page.footer.next[scope] as number,
      seen: page.footer.seen[scope] ?? null,
      hash: hashes.get(scope) ?? NOTHING,
    }))
}

async function marksOf(lines: readonly PageLine[]): Promise<Map<string, string>> {
  const upserts = lines.filter((line) => line.change === 'upsert' && line.state)
  return new Map(
    await Promise.all(
      upserts.map(async (line): Promise<[string, string]> => [versionOf(line), await markOf(line.id, line.version)]),
    ),
  )
}

function versionOf({ id, version }: { id: string; version: number }): string {
  return `${id}:${version}`
}

async function hashesOf(database: FieldDatabase): Promise<Hashes> {
  return new Map((await database.cursor.toArray()).map((row) => [row.scope, row.hash]))
}

/** All lines in order, against what is there: read at once and written at once, since a page has hundreds of them. */
async function applyLines(
  target: Base,
  lines: readonly PageLine[],
  marks: ReadonlyMap<string, string>,
  held: ReadonlySet<string>,
  hashes: Hashes,
): Promise<void> {
  const keys = lines.map((line): [string, string] => [line.entity, line.id])
  const before = await target.bulkGet(keys)
  const first = new Map(lines.map((line, index) => [subjectOf(line), before[index]] as const))
  const after = new Map(first)
  for (const line of lines) after.set(subjectOf(line), applied(line, after.get(subjectOf(line)), marks, held))
  for (const [subject, row] of after) count(hashes, first.get(subject), row)
  const rows = [...after.values()].filter((row) => row !== undefined)
  const gone = keys.filter(([entity, id]) => after.get(`${entity}/${id}`) === undefined)
  await target.bulkPut(rows)
  await target.bulkDelete(gone)
}

function subjectOf({ entity, id }: { entity: string; id: string }): string {
  return `${entity}/${id}`
}

/** The hash of every scope that held the row, or holds it now. */
function count(hashes: Hashes, before: BaseRow | undefined, after: BaseRow | undefined): void {
  for (const row of [before, after]) {
    for (const scope of row?.scopes.filter(isScope) ?? [])
      hashes.set(scope, xored(hashes.get(scope) ?? NOTHING, row?.mark ?? ''))
  }
}

function applied(
  line: PageLine,
  before: BaseRow | undefined,
  marks: ReadonlyMap<string, string>,
  held: ReadonlySet<string>,
): BaseRow | undefined {
  if (line.change === 'upsert') return line.state ? upserted(line, line.state, before, marks) : before
  if (!before) return undefined
  const scopes = line.change === 'leave' ? left(before.scopes, line.scope) : []
  if (scopes.length > 0) return { ...before, scopes }
  // somebody here still works on it: it stays readable
  return held.has(subjectOf(line)) ? { ...before, scopes: [WORK] } : undefined
}

function upserted(
  line: PageLine,
  state: NonNullable<PageLine['state']>,
  before: BaseRow | undefined,
  marks: ReadonlyMap<string, string>,
): BaseRow {
  const { entity, id, version, scope } = line
  const scopes = joined(before?.scopes ?? [], scope)
  // a row that no scope vouches for has no version worth keeping
  if (before && before.version > version && before.scopes.some(isScope)) return { ...before, scopes }
  const mark = marks.get(versionOf(line)) ?? ''
  return { entity, id, version, scope, scopes, mark, state, keys: keysOf(entity, state), text: textOf(entity, state) }
}

async function subjectsHeld(database: FieldDatabase): Promise<Set<string>> {
  const waiting = (await keptOperations(database)).filter((operation) => operation.state === 'here')
  return new Set(waiting.flatMap((operation) => touches(operation.body)))
}

/** Scopes no longer granted: what only they held goes, the outbox and what it speaks about stay. */
async function leaveScopes(
  database: FieldDatabase,
  target: Base,
  before: readonly string[],
  now: readonly string[],
  held: ReadonlySet<string>,
): Promise<void> {
  for (const scope of before.filter((one) => !now.includes(one))) {
    await dropHolder(target, scope, held)
    await database.cursor.delete(scope)
  }
}

async function dropHolder(target: Base, scope: string, held: ReadonlySet<string>): Promise<void> {
  await target
    .where('scopes')
    .anyOf(scope, again(scope))
    .distinct()
    .modify((row, change) => {
      const scopes = left(row.scopes, scope)
      if (scopes.length > 0) row.scopes = scopes
      else if (held.has(subjectOf(row))) row.scopes = [WORK]
      else delete (change as { value?: BaseRow }).value
    })
}

/** The new base is complete: it replaces the old one at once. Rows of unsent work that it lacks are carried over. */
async function swapBase(database: FieldDatabase, held: ReadonlySet<string>): Promise<void> {
  const old = await database.base.filter((row) => held.has(subjectOf(row))).toArray()
  const fresh = await database.base_next.toArray()
  const known = new Set(fresh.map(subjectOf))
  const carried = old.filter((row) => !known.has(subjectOf(row))).map((row) => ({ ...row, scopes: [WORK] }))
  await database.base.clear()
  await database.base.bulkAdd([...fresh, ...carried])
  await database.base_next.clear()
}
