// What the chip says: one sentence about where the work is. Offline is normal and quiet; amber is only for a choice to make.
import type { FieldDatabase } from '@/database/database'
import type { PumpState } from './core/reducer'
import { countIn } from './kept'
import { recordsBy } from './records'

export interface Facts {
  here: number
  received: number
  /** photos on this phone only */
  photos_here: number
  /** refused or held operations nobody has looked at, and own conflicts */
  attention: number
  drafts: number
  last_draft_at: string | null
}

export type Chip =
  | { kind: 'attention'; count: number }
  | { kind: 'sign_in' }
  | { kind: 'sending'; count: number; total: number }
  | { kind: 'waiting'; count: number }
  | { kind: 'photos'; count: number }
  | { kind: 'offline' }
  | { kind: 'received' }
  | { kind: 'safe' }

/** `total` is how many this round began with, so that "2/3" counts up. */
export function chipOf(facts: Facts, pump: PumpState, total: number): Chip {
  if (facts.attention > 0) return { kind: 'attention', count: facts.attention }
  const waiting = facts.here + facts.photos_here
  if ((pump.step === 'push' || pump.step === 'upload') && waiting > 0) {
    const most = Math.max(total, waiting)
    return { kind: 'sending', count: most - waiting + 1, total: most }
  }
  if (pump.rest === 'sign_in' && !pump.step) return { kind: 'sign_in' }
  if (facts.here > 0) return { kind: 'waiting', count: facts.here }
  if (facts.photos_here > 0) return { kind: 'photos', count: facts.photos_here }
  if (!pump.online) return { kind: 'offline' }
  return facts.received > 0 ? { kind: 'received' } : { kind: 'safe' }
}

export async function factsOf(database: FieldDatabase): Promise<Facts> {
  const [here, received, photos_here, refused, conflicts, drafts] = await Promise.all([
    countIn(database, 'here'),
    countIn(database, 'received'),
    database.blobs.where('state').equals('here').count(),
    unseenRefusals(database),
    ownConflicts(database),
    database.drafts.toArray(),
  ])
  const last_draft_at =
    drafts
      .map((draft) => draft.saved_at)
      .sort()
      .at(-1) ?? null
  return { here, received, photos_here, attention: refused + conflicts, drafts: drafts.length, last_draft_at }
}

async function unseenRefusals(database: FieldDatabase): Promise<number> {
  return database.outcomes
    .where('outcome')
    .anyOf('rejected', 'quarantined')
    .filter((row) => row.seen_at === null)
    .count()
}

async function ownConflicts(database: FieldDatabase): Promise<number> {
  const open = await recordsBy(database, 'conflict', 'state', 'open')
  return open.filter((conflict) => conflict.state.mine_by === database.user_id).length
}

/** A person has read why the office did not take an operation. The operation itself stays. */
export async function markSeen(database: FieldDatabase, op_id: string, now: string): Promise<void> {
  await database.outcomes.update(op_id, { seen_at: now })
}
