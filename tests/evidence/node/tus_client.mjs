// tus-js-client under Node against a running server: node tus_client.mjs '<JSON>'. Prints one JSON object a scenario.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const asked = JSON.parse(process.argv[2])
const { DetailedError, Upload } = createRequire(`${asked.packages}/`)('tus-js-client')

const CHUNK = 64 * 1024

/** Upload one file; the answer is how it ended. */
function upload(file, options = {}, act = () => undefined) {
  return new Promise((settle) => {
    const made = new Upload(file.bytes, {
      endpoint: `${asked.server}/api/v1/files`,
      chunkSize: CHUNK,
      retryDelays: null,
      storeFingerprintForResuming: false,
      headers: asked.headers,
      metadata: { sha256: file.sha256, media_type: 'image/jpeg', role: 'photo' },
      onSuccess: () => settle({ status: 'done', url: made.url }),
      onError(error) {
        const answer = error instanceof DetailedError ? error.originalResponse : null
        settle({
          status: answer ? answer.getStatus() : String(error),
          url: made.url,
          offset: answer?.getHeader('Upload-Offset') ?? null,
          version: answer?.getHeader('Tus-Resumable') ?? null,
        })
      },
      ...options,
      onChunkComplete: (_size, accepted) => act(made, accepted, settle),
    })
    made.start()
  })
}

/** Changes headers of the n-th PATCH. */
function spoiling(n, headers) {
  let seen = 0
  return {
    onBeforeRequest(request) {
      if (request.getMethod() === 'PATCH' && ++seen === n)
        for (const [name, value] of Object.entries(headers)) request.setHeader(name, value)
    },
  }
}

const SCENARIOS = {
  async whole(file) {
    return [await upload(file)]
  },
  async stop_and_resume(file) {
    const stopped = await upload(file, {}, async (made, accepted, settle) => {
      if (accepted >= 2 * CHUNK) {
        await made.abort()
        settle({ status: 'stopped', url: made.url })
      }
    })
    const starts = []
    const resumed = await upload(file, {
      uploadUrl: stopped.url,
      onBeforeRequest(request) {
        if (request.getMethod() === 'PATCH') starts.push(Number(request.getHeader('Upload-Offset')))
      },
    })
    return [stopped, { ...resumed, first: starts[0] }]
  },
  async wrong_offset(file) {
    const wrong = await upload(file, spoiling(2, { 'Upload-Offset': '7' }))
    return [wrong, await upload(file, { uploadUrl: wrong.url })]
  },
  async checksum(file) {
    const bad = 'sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA='
    const wrong = await upload(file, spoiling(2, { 'Upload-Checksum': bad }))
    return [wrong, await upload(file, { uploadUrl: wrong.url })]
  },
  async expired(file) {
    return [
      await upload(file, { uploadUrl: asked.expired, endpoint: null }),
      await upload(file, { uploadUrl: asked.expired }),
    ]
  },
  async terminated(file) {
    const stopped = await upload(file, {}, async (made, _accepted, settle) => {
      await made.abort(true)
      settle({ status: 'terminated', url: made.url })
    })
    return [
      stopped,
      await upload(file, { uploadUrl: stopped.url, endpoint: null }),
      await upload(file, { uploadUrl: stopped.url }),
    ]
  },
  async concurrent(file) {
    const begun = await upload(file, {}, async (made, _accepted, settle) => {
      await made.abort()
      settle({ status: 'stopped', url: made.url })
    })
    const again = { uploadUrl: begun.url, retryDelays: Array(40).fill(25), onShouldRetry: () => true }
    return Promise.all([upload(file, again), upload(file, again), upload(file, again)])
  },
  async overridden(file) {
    return [await upload(file, { overridePatchMethod: true })]
  },
}

const files = await Promise.all(asked.files.map(async (one) => ({ ...one, bytes: await readFile(one.path) })))
for (const [place, [name, scenario]] of Object.entries(SCENARIOS).entries())
  process.stdout.write(`${JSON.stringify({ name, ends: await scenario(files[place]) })}\n`)
