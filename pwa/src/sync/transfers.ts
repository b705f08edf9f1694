// Photos on their way, after the records that name them: tus 1.0, one at a time, resumed where they broke.
import type { Failure } from '@/api/problem'
import { problemFrom } from '@/api/problem'
import type { FieldDatabase } from '@/database/database'
import type { BlobRow } from '@/database/rows'
import { sha256 } from '@/kernel/hash'
import { bodyFrom } from './kept'
import type { Transfers } from './pump'
import { sendByTus } from './send-by-tus'

/** Sends one file; calls back with the address to go on at as soon as the office has given one. */
export type Send = (blob: BlobRow, bytes: ArrayBuffer, onAddress: (url: string) => void) => Promise<Failure | null>

export function transfersOf(database: FieldDatabase, send: Send = sendByTus()): Transfers {
  const refused = new Set<string>()
  let missed: readonly string[] = []
  return {
    async begin(missing) {
      refused.clear()
      missed = missing
      await askAgain(database, missing)
    },
    async sendNext() {
      const waiting = (await wanted(database, missed)).filter((blob) => !refused.has(blob.sha256))
      const [next, ...rest] = waiting
      if (!next) return { more: false, failure: null }
      const failure = await sendOne(database, next, send)
      if (failure?.kind !== 'refused') return { more: rest.length > 0, failure }
      // one photo that is not taken must not hold up the others
      refused.add(next.sha256)
      return { more: rest.length > 0, failure: null }
    },
  }
}

/** The office misses a photo it should have: a restored server heals from what phones still keep. */
async function askAgain(database: FieldDatabase, missing: readonly string[]): Promise<void> {
  const kept = await database.blob_bytes.bulkGet([...missing])
  const sha256s = kept.flatMap((row) => (row?.bytes ? [row.sha256] : []))
  await database.blobs
    .where('sha256')
    .anyOf(sha256s)
    .filter((blob) => blob.state !== 'here')
    .modify({ state: 'here', upload_url: null, received_at: null })
}

/** Photos on this phone only, whose record the office has: the record here says so, or the office that misses them. */
async function wanted(database: FieldDatabase, missed: readonly string[]): Promise<BlobRow[]> {
  const here = await database.blobs.where('state').equals('here').toArray()
  if (here.length === 0) return []
  const named = new Set<string>(missed)
  await database.outbox.each((row) => {
    if (row.state !== 'here') for (const blob of bodyFrom(row.bytes).blobs) named.add(blob.sha256)
  })
  return here
    .filter((blob) => named.has(blob.sha256))
    .sort((one, other) => one.attempts - other.attempts || one.size - other.size)
}

async function sendOne(database: FieldDatabase, blob: BlobRow, send: Send): Promise<Failure | null> {
  const bytes = (await database.blob_bytes.get(blob.sha256))?.bytes
  await database.blobs.update(blob.sha256, { attempts: blob.attempts + 1 })
  // a photo that no longer is what was hashed is kept for people to look at, and never sent as the other
  if (!bytes || (await sha256(bytes)) !== blob.sha256)
    return { kind: 'refused', problem: problemFrom(0, { type: 'photo_damaged' }) }
  const failure = await send(blob, bytes, (url) => void database.blobs.update(blob.sha256, { upload_url: url }))
  if (failure) {
    if (failure.kind === 'refused') await database.blobs.update(blob.sha256, { upload_url: null })
    return failure
  }
  await database.blobs.update(blob.sha256, { state: 'received', upload_url: null, received_at: null })
  return null
}
