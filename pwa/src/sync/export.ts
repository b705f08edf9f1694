// Everything not yet safe, in one file that leaves the phone: bodies as they were hashed, photos, drafts.
import type { FieldDatabase } from '@/database/database'
import { meta } from '@/database/meta'
import { instant } from '@/kernel/clock'
import { fromUtf8 } from '@/kernel/hash'

export const EXPORT_FORMAT = 'hengjian-unsent'

export interface ExportFile {
  name: string
  file: Blob
  operations: number
  photos: number
  drafts: number
}

export async function exportUnsent(database: FieldDatabase, now: number = Date.now()): Promise<ExportFile> {
  const { outbox, blobs, blob_bytes, drafts } = database
  const [rows, photos, typed, known] = await database.transaction(
    'r',
    [outbox, blobs, blob_bytes, drafts, database.meta],
    async () =>
      Promise.all([
        outbox
          .where('seq')
          .above(0)
          .filter((row) => row.state !== 'safe')
          .toArray(),
        blobs.filter((blob) => blob.state !== 'safe').toArray(),
        drafts.toArray(),
        meta(database),
      ]),
  )
  const head = {
    format: EXPORT_FORMAT,
    version: 1,
    user_id: database.user_id,
    device_id: known.device_id,
    incarnation: known.incarnation,
    exported_at: instant(now),
    operations: rows.map(({ seq, op_id, sha256, bytes }) => ({ seq, op_id, sha256, body: fromUtf8(bytes) })),
    drafts: typed,
  }
  // photos one by one: a day of them does not fit in one string
  const pieces: string[] = [JSON.stringify(head).slice(0, -1), ',"blobs":[']
  for (const [index, { sha256, size, media_type, role, taken_at }] of photos.entries()) {
    const bytes = (await blob_bytes.get(sha256))?.bytes
    const about = { sha256, size, media_type, role, taken_at, base64: bytes ? await base64(bytes) : null }
    pieces.push((index > 0 ? ',' : '') + JSON.stringify(about))
  }
  pieces.push(']}')
  return {
    name: `hengjian-${instant(now).slice(0, 19).replaceAll(/[:T-]/g, '')}.json`,
    file: new Blob(pieces, { type: 'application/json' }),
    operations: rows.length,
    photos: photos.length,
    drafts: typed.length,
  }
}

// a multiple of three, so that the pieces join without padding between them; small enough for one call
const SLICE = 0x2000 * 3

async function base64(bytes: ArrayBuffer): Promise<string> {
  const all = new Uint8Array(bytes)
  let text = ''
  for (let at = 0; at < all.length; at += SLICE) text += btoa(String.fromCharCode(...all.subarray(at, at + SLICE)))
  return text
}
