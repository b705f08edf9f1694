// Photos: made small enough for a slow network, hashed, and on disk before anybody is told that they were taken.
import type { FieldDatabase } from '@/database/database'
import type { BlobRef } from '@/database/rows'
import { guarded, PATIENCE_MS } from '@/database/watchdog'
import { instant } from '@/kernel/clock'
import { sha256 } from '@/kernel/hash'

const LONG_EDGE = 2048
const THUMBNAIL = 320
const QUALITY = 0.82

/** Re-encode, hash, store. Throws when the picture cannot be read or the phone has no room: then nothing was taken. */
export async function storePhoto(database: FieldDatabase, file: Blob, role: string): Promise<BlobRef> {
  const drawing = await decoded(file)
  const bytes = await encoded(drawing, LONG_EDGE)
  const thumbnail = await encoded(drawing, THUMBNAIL)
  return storeBlob(database, bytes, 'image/jpeg', role, thumbnail)
}

export async function storeBlob(
  database: FieldDatabase,
  bytes: ArrayBuffer,
  media_type: string,
  role: string,
  thumbnail: ArrayBuffer | null = null,
): Promise<BlobRef> {
  const ref: BlobRef = { sha256: await sha256(bytes), size: bytes.byteLength, media_type, role }
  const { blobs, blob_bytes } = database
  const store = async () => {
    if (await blobs.get(ref.sha256)) return
    await blob_bytes.put({ sha256: ref.sha256, bytes, thumbnail })
    await blobs.put({
      ...ref,
      state: 'here',
      taken_at: instant(Date.now()),
      attempts: 0,
      upload_url: null,
      received_at: null,
    })
  }
  await guarded(PATIENCE_MS, () => database.transaction('rw', [blobs, blob_bytes], store))
  return ref
}

/** Through an <img>: it turns the picture as the camera was held, in every browser. */
async function decoded(file: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file)
  try {
    const drawing = new Image()
    drawing.src = url
    await drawing.decode()
    return drawing
  } finally {
    URL.revokeObjectURL(url)
  }
}

async function encoded(drawing: HTMLImageElement, longest: number): Promise<ArrayBuffer> {
  const { naturalWidth: width, naturalHeight: height } = drawing
  const shrink = Math.min(1, longest / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * shrink))
  canvas.height = Math.max(1, Math.round(height * shrink))
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser cannot draw pictures')
  pen.drawImage(drawing, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
  if (!blob) throw new Error('this browser cannot encode pictures')
  return blob.arrayBuffer()
}

/** The bytes to show: the thumbnail, or the picture where there is none. */
export async function picture(database: FieldDatabase, digest: string, whole = false): Promise<Blob | null> {
  const [row, about] = await Promise.all([database.blob_bytes.get(digest), database.blobs.get(digest)])
  const bytes = whole ? (row?.bytes ?? row?.thumbnail) : (row?.thumbnail ?? row?.bytes)
  return bytes ? new Blob([bytes], { type: bytes === row?.thumbnail ? 'image/jpeg' : (about?.media_type ?? '') }) : null
}
