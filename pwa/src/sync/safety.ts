// "Safe" is the office's word: everything up to a number is in a verified backup. It moves operations and photos on.
import type { FieldDatabase } from '@/database/database'
import { meta, setMeta } from '@/database/meta'
import { bodyFrom, rowsIn } from './kept'

/** Call inside a transaction that writes outbox and meta. */
export async function advanceSafe(database: FieldDatabase, safe_seq: number): Promise<void> {
  const known = await meta(database)
  if (safe_seq <= known.safe_seq) return
  await rowsIn(database, 'received', safe_seq).modify({ state: 'safe' })
  await setMeta(database, { safe_seq })
}

/**
 * A greeting lists what the office misses (P34). A photo it does not miss, whose record it has, was there by the time of the
 * greeting. No number of an operation is asked: the last photo of a stream has none after it.
 */
export async function stampPhotos(database: FieldDatabase, server_time: string): Promise<void> {
  const { outbox, blobs } = database
  await database.transaction('rw', [outbox, blobs], async () => {
    const unstamped = await blobs
      .where('state')
      .equals('received')
      .filter((blob) => blob.received_at === null)
      .primaryKeys()
    if (unstamped.length === 0) return
    const waiting = (await rowsIn(database, 'here').toArray()).flatMap((row) => bodyFrom(row.bytes).blobs)
    const unnamed = new Set(waiting.map((blob) => blob.sha256))
    await blobs
      .where('sha256')
      .anyOf(unstamped.filter((sha256) => !unnamed.has(sha256)))
      .modify({ received_at: server_time })
  })
}

/** A backup begun after that time holds the photo. Call once the office has shown that it is still the one we know. */
export async function advancePhotos(database: FieldDatabase, safe_until: string): Promise<void> {
  await database.blobs
    .where('state')
    .equals('received')
    .filter((blob) => blob.received_at !== null && Date.parse(blob.received_at) <= Date.parse(safe_until))
    .modify({ state: 'safe' })
}

const DAYS_KEPT = 7

/**
 * What is safe, pulled and a week old needs no second home on this phone. Refused operations stay until somebody looked,
 * and so does a record whose photo has not left: it is the record that says the photo is to be sent.
 */
export async function releaseSafe(database: FieldDatabase, now: number): Promise<void> {
  const before = new Date(now - DAYS_KEPT * 86_400_000).toISOString()
  const { outbox, outcomes, blobs, blob_bytes } = database
  await database.transaction('rw', [outbox, outcomes, blobs, blob_bytes, database.meta], async () => {
    const { pulled_seq } = await meta(database)
    const old = await outcomes
      .filter((row) => row.received_at < before && row.outcome !== 'rejected' && row.outcome !== 'quarantined')
      .toArray()
    const unsent = new Set(await blobs.where('state').equals('here').primaryKeys())
    const safe = await outbox
      .where('op_id')
      .anyOf(old.map((row) => row.op_id))
      .filter((row) => row.state === 'safe' && row.seq <= pulled_seq)
      .filter((row) => unsent.size === 0 || !bodyFrom(row.bytes).blobs.some((blob) => unsent.has(blob.sha256)))
      .toArray()
    await outbox.bulkDelete(safe.map((row) => row.seq))
    await outcomes.bulkDelete(safe.map((row) => row.op_id))
    const photos = await blobs
      .where('state')
      .equals('safe')
      .filter((blob) => blob.taken_at < before)
      .primaryKeys()
    await blob_bytes.where('sha256').anyOf(photos).modify({ bytes: null })
  })
}
