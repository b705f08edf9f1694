// One recovery for every anomaly: new incarnation, everything kept or unsent again from 1, and a new base beside the old one.
import type { FieldDatabase } from '@/database/database'
import { meta, setMeta } from '@/database/meta'
import { renumber } from './core/renumber'

/** `incarnation` is the next one after the newest the office knows: it takes no other. */
export async function startOver(database: FieldDatabase, incarnation: number): Promise<void> {
  const { outbox, cursor, base_next, blobs } = database
  await database.transaction('rw', [outbox, cursor, base_next, blobs, database.meta], async () => {
    const rows = renumber(await outbox.toArray())
    await outbox.clear()
    await outbox.bulkAdd(rows)
    await cursor.clear()
    await base_next.clear()
    // which photos this history of the office has, only it can say (P34)
    await blobs.where('state').equals('received').modify({ received_at: null })
    await setMeta(database, {
      incarnation,
      next_seq: rows.length + 1,
      minted: rows.length,
      last_acked_seq: 0,
      last_acked_op_id: null,
      safe_seq: 0,
      pulled_seq: 0,
      rebuilding: true,
      epoch: null,
    })
  })
}

/** The office no longer remembers what lies before our cursors: read everything again, beside what we have. */
export async function rebuildBase(database: FieldDatabase): Promise<void> {
  const { cursor, base_next } = database
  await database.transaction('rw', [cursor, base_next, database.meta], async () => {
    await cursor.clear()
    await base_next.clear()
    await setMeta(database, { rebuilding: true })
  })
}

/** The office knows this device by another identity or further along than we do: take that up before anything is sent. */
export async function adoptStream(
  database: FieldDatabase,
  stream: { id: string; incarnation: number; last_seq: number },
): Promise<void> {
  const known = await meta(database)
  if (known.device_id === stream.id) return
  const fresh = known.device_id === ''
  await setMeta(database, { device_id: stream.id })
  if (fresh && stream.last_seq === 0) await setMeta(database, { incarnation: Math.max(1, stream.incarnation) })
  else await startOver(database, stream.incarnation + 1)
}

/** The office asks from another number (P10). True when this phone still has all operations from there on: they go again. */
export async function resendFrom(database: FieldDatabase, first: number): Promise<boolean> {
  const { outbox } = database
  return database.transaction('rw', [outbox, database.meta], async () => {
    const [{ next_seq }, numbers] = [await meta(database), await outbox.where('seq').aboveOrEqual(first).primaryKeys()]
    if (numbers.length === 0 || numbers.length !== next_seq - first) return false
    const before = await outbox.get(first - 1)
    await outbox.where('seq').aboveOrEqual(first).modify({ state: 'here' })
    await setMeta(database, { last_acked_seq: first - 1, last_acked_op_id: before?.op_id ?? null })
    return true
  })
}
