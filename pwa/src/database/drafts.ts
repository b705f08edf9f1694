// The unfinished check: durable at every answer, never an operation until it is committed.
import { instant } from '@/kernel/clock'
import { type JsonObject, plain } from '@/kernel/json'
import type { FieldDatabase } from './database'
import type { DraftRow } from './rows'
import { guarded, PATIENCE_MS } from './watchdog'

export interface DraftInput {
  id: string
  kind: string
  inspection_id: string | null
  about?: string | null
  data: object
}

/** Returns when it is on disk. */
export async function saveDraft(database: FieldDatabase, input: DraftInput, now: number = Date.now()): Promise<void> {
  const row: DraftRow = {
    id: input.id,
    kind: input.kind,
    inspection_id: input.inspection_id,
    about: input.about ?? null,
    data: plain(input.data) as JsonObject,
    saved_at: instant(now),
  }
  await guarded(PATIENCE_MS, async () => database.drafts.put(row))
}

export function draft(database: FieldDatabase, id: string): Promise<DraftRow | undefined> {
  return database.drafts.get(id)
}

/**
 * Newest first; of one inspection or of all. In a transaction of its own, because Dexie's cache of live queries may go on
 * showing a draft that was written and then deleted by the commit of its check.
 */
export async function drafts(database: FieldDatabase, inspection_id?: string): Promise<DraftRow[]> {
  const found = await database.transaction('r', database.drafts, () =>
    inspection_id === undefined
      ? database.drafts.toArray()
      : database.drafts.where('inspection_id').equals(inspection_id).toArray(),
  )
  return found.sort((one, other) => (one.saved_at < other.saved_at ? 1 : -1))
}

/** Only because a person said so: what was typed is gone afterwards. */
export async function removeDraft(database: FieldDatabase, id: string): Promise<void> {
  await database.drafts.delete(id)
}
