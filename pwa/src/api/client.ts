// The one place that calls fetch: cookie session, CSRF header, time limit, and every failure as a value.
import { ok, type Result, refused } from '@/kernel/result'
import { type Failure, failureFrom, problemFrom } from './problem'
import { csrf } from './session'

export interface Options {
  body?: unknown
  /** compress the body, where the browser can */
  gzip?: boolean
  timeout_ms?: number
  /** expect this instead of JSON */
  answer?: 'json' | 'ndjson'
  version?: number
}

const PREFIX = '/api/v1'

export async function request<T>(method: string, path: string, options: Options = {}): Promise<Result<T, Failure>> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), options.timeout_ms ?? 20_000)
  try {
    const response = await fetch(PREFIX + path, {
      ...(await sending(method, options)),
      method,
      credentials: 'same-origin',
      signal: abort.signal,
    })
    return await reading<T>(response, options.answer ?? 'json')
  } catch {
    return refused(abort.signal.aborted ? { kind: 'timeout' } : { kind: 'offline' })
  } finally {
    clearTimeout(timer)
  }
}

async function sending(method: string, options: Options): Promise<RequestInit> {
  const headers: Record<string, string> = { Accept: 'application/json, application/x-ndjson, application/problem+json' }
  const token = csrf()
  if (method !== 'GET' && token) headers['X-CSRF-Token'] = token
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  if (options.body === undefined) return { headers }
  headers['Content-Type'] = 'application/json'
  const text = JSON.stringify(options.body)
  if (!options.gzip || typeof CompressionStream === 'undefined') return { headers, body: text }
  headers['Content-Encoding'] = 'gzip'
  return { headers, body: await gzip(text) }
}

async function gzip(text: string): Promise<ArrayBuffer> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Response(stream).arrayBuffer()
}

/** Content types are checked before anything is believed: a captive portal answers 200 with its own page. */
async function reading<T>(response: Response, expected: 'json' | 'ndjson'): Promise<Result<T, Failure>> {
  const type = response.headers.get('Content-Type')?.split(';')[0]?.trim() ?? ''
  if (response.status === 204) return ok(undefined as T)
  if (response.ok && expected === 'ndjson' && type === 'application/x-ndjson') return ok((await response.text()) as T)
  if (response.ok && expected === 'json' && type === 'application/json') return ok((await response.json()) as T)
  if (type !== 'application/problem+json') {
    return refused(response.status >= 500 ? { kind: 'busy', wait_seconds: null, problem: null } : { kind: 'stranger' })
  }
  const problem = problemFrom(response.status, (await response.json()) as Record<string, unknown>)
  return refused(failureFrom(problem, response.headers.get('Retry-After')))
}
