// Whether what this phone holds of a scope is what the office holds (P27); where it is not, that scope is fetched again.
// Rows stay readable meanwhile. The outbox and the drafts are never touched. All of it inside the transaction of a page.
import type { FieldDatabase } from '@/database/database'
import { ALL_AGAIN, again, isScope, left, settled, WORK } from '@/database/holders'
import { meta, setMeta } from '@/database/meta'
import { instant } from '@/kernel/clock'
import { NOTHING } from './core/scope-hash'

const DAY_MS = 86_400_000

/** Everything has been pulled: what no scope sent again goes, and what unsent work held until it was sent. */
export async function settleScopes(database: FieldDatabase, held: ReadonlySet<string>): Promise<void> {
  const isHeld = (row: { entity: string; id: string }) => held.has(`${row.entity}/${row.id}`)
  await database.base
    .where('scopes')
    .startsWith(ALL_AGAIN)
    .distinct()
    .modify((row, change) => {
      const scopes = settled(row.scopes)
      if (scopes.length > 0) row.scopes = scopes
      else if (isHeld(row)) row.scopes = [WORK]
      else delete (change as { value?: unknown }).value
    })
  await database.base
    .where('scopes')
    .equals(WORK)
    .filter((row) => !row.scopes.some(isScope) && !isHeld(row))
    .delete()
}

/** Compares every scope that has a hash; true when one differs and will be fetched again by the next pull. */
export async function compareHashes(
  database: FieldDatabase,
  told: { [scope: string]: string },
  now: number,
): Promise<boolean> {
  const mine = new Map((await database.cursor.toArray()).map((row) => [row.scope, row.hash]))
  const differing = Object.keys(told).filter((scope) => mine.has(scope) && mine.get(scope) !== told[scope])
  const known = await meta(database)
  const fetched = (scope: string) => Date.parse(known.hash_fetched[scope] ?? '') || 0
  const due = differing.filter((scope) => fetched(scope) <= now - DAY_MS)
  for (const scope of due) await fetchAgain(database, scope)
  if (due.length > 0)
    await setMeta(database, {
      hash_incidents: known.hash_incidents + due.length,
      hash_incident_at: instant(now),
      hash_fetched: { ...known.hash_fetched, ...Object.fromEntries(due.map((scope) => [scope, instant(now)])) },
    })
  if (differing.join() !== known.hash_differing.join()) await setMeta(database, { hash_differing: differing })
  return due.length > 0
}

async function fetchAgain(database: FieldDatabase, scope: string): Promise<void> {
  await database.base
    .where('scopes')
    .equals(scope)
    .modify((row) => {
      row.scopes = [...left(row.scopes, scope), again(scope)]
    })
  await database.cursor.update(scope, { seq: 0, hash: NOTHING })
}
