// One photo to the office by tus 1.0, in chunks that fit the line, each with its checksum, resumed where it broke.
import type { HttpRequest, Upload as TusUpload } from 'tus-js-client'
import type { Failure } from '@/api/problem'
import { failureFrom, problemFrom } from '@/api/problem'
import { csrf } from '@/api/session'
import { Pace } from './pace'
import type { Send } from './transfers'

const STILL_MS = 60_000
/** answers after which the same upload goes on: another request was at it, or a chunk was damaged on its way */
const GO_ON = new Set([409, 423, 460])
/** what the line was found to carry, for all photos of this run of the app */
const pace = new Pace()

/** Acts once nothing has moved for so long: a connection may hang without ever breaking. */
export function whenStill(milliseconds: number, act: () => void): { moved(): void; over(): void } {
  let timer = setTimeout(act, milliseconds)
  return {
    moved() {
      clearTimeout(timer)
      timer = setTimeout(act, milliseconds)
    },
    over: () => clearTimeout(timer),
  }
}

export function sendByTus(endpoint = '/api/v1/files', own: Pace = pace, headers = signature): Send {
  return async (blob, bytes, onAddress) => {
    const { DetailedError, Upload } = await import('tus-js-client')
    return new Promise<Failure | null>((settle) => {
      let began = 0
      const done = (failure: Failure | null): void => {
        still.over()
        if (failure?.kind === 'offline' || failure?.kind === 'timeout') own.broke()
        settle(failure)
      }
      const upload: TusUpload = new Upload(new Blob([bytes], { type: blob.media_type }), {
        endpoint,
        uploadUrl: blob.upload_url,
        chunkSize: own.size,
        retryDelays: null,
        storeFingerprintForResuming: false,
        metadata: { sha256: blob.sha256, media_type: blob.media_type, role: blob.role, filename: `${blob.sha256}.jpg` },
        headers: headers(),
        onUploadUrlAvailable: () => upload.url && onAddress(upload.url),
        async onBeforeRequest(request) {
          began = performance.now()
          await sign(request, bytes, own.size)
        },
        onProgress: () => still.moved(),
        onChunkComplete(sent) {
          own.took(sent, performance.now() - began)
          upload.options.chunkSize = own.size
        },
        onSuccess: () => done(null),
        onError(error) {
          const response = error instanceof DetailedError ? error.originalResponse : null
          done(response ? failureOf(response) : { kind: 'offline' })
        },
      })
      const still = whenStill(STILL_MS, () => {
        void upload.abort().catch(() => undefined)
        done({ kind: 'timeout' })
      })
      upload.start()
    })
  }
}

function signature(): Record<string, string> {
  const token = csrf()
  return token ? { 'X-CSRF-Token': token } : {}
}

/** The checksum of the bytes that this request will carry: a damaged chunk is refused at once, not at the end. */
async function sign(request: HttpRequest, bytes: ArrayBuffer, size: number): Promise<void> {
  const offset = Number(request.getHeader('Upload-Offset') ?? Number.NaN)
  if (request.getMethod() !== 'PATCH' || Number.isNaN(offset)) return
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice(offset, offset + size)))
  request.setHeader('Upload-Checksum', `sha256 ${btoa(String.fromCharCode(...digest))}`)
}

interface Answer {
  getStatus(): number
  getBody(): string
  getHeader(name: string): string | undefined
}

function failureOf(response: Answer): Failure {
  const status = response.getStatus()
  if (GO_ON.has(status)) return { kind: 'timeout' }
  let facts: Record<string, unknown> = {}
  try {
    facts = JSON.parse(response.getBody() ?? '') as Record<string, unknown>
  } catch {
    // a proxy's page: the status says enough
  }
  return failureFrom(problemFrom(status, facts), response.getHeader('Retry-After') ?? null)
}
