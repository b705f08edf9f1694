// What the desk asks of the server: JSON under /api/v1 with the session cookie and its CSRF header; problems are thrown.
import { session } from './session'

export interface FieldError {
  pointer: string
  code: string
  message: string
}

/** RFC 9457: what went wrong, in both languages, with its facts. Status 0: the server was not reached. */
export class Problem extends Error {
  constructor(
    readonly slug: string,
    readonly status: number,
    readonly body: Record<string, unknown>,
  ) {
    super(slug)
  }

  get errors(): FieldError[] {
    return (this.body.errors as FieldError[] | undefined) ?? []
  }
}

interface Options {
  body?: unknown
  form?: FormData
  version?: number
}

function headersOf(options: Options): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (session.me?.csrf) headers['X-CSRF-Token'] = session.me.csrf
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  return headers
}

async function fetched(method: string, path: string, options: Options): Promise<Response> {
  const body = options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  try {
    return await fetch(`/api/v1${path}`, { method, headers: headersOf(options), body, credentials: 'same-origin' })
  } catch {
    throw new Problem('offline', 0, {})
  }
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const answer = await fetched(method, path, options)
  if (answer.status === 204) return undefined as T
  const found = await answer.json().catch(() => ({}))
  if (answer.ok) return found as T
  if (answer.status === 401) session.me = null
  const slug = String((found as { type?: string }).type ?? '').replace('/problems/', '') || 'server_error'
  throw new Problem(slug, answer.status, found as Record<string, unknown>)
}

export const get = <T>(path: string): Promise<T> => request<T>('GET', path)
export const post = <T>(path: string, body: unknown, version?: number): Promise<T> =>
  request<T>('POST', path, { body, version })
export const upload = <T>(path: string, form: FormData): Promise<T> => request<T>('POST', path, { form })

export interface Page<T> {
  items: T[]
  next: string | null
}

/** A query string of the values that are set. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return set.length ? `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)]))}` : ''
}

/** Every page of a list, up to a bound; `more` says that the bound was met. */
export async function all<T>(path: string, values: Record<string, string>, most = 5000) {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await get<Page<T>>(path + query({ ...values, cursor, limit: 200 }))
    items.push(...page.items)
    cursor = page.next
  } while (cursor && items.length < most)
  return { items, more: cursor !== null }
}
