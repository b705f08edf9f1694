// What the desk asks of the server: JSON under /api/v1 with the session cookie and its CSRF header; problems are thrown.
import { reactive } from 'vue'

export interface FieldError {
  pointer: string
  code: string
  message: string
}

/** RFC 9457: what went wrong, in both languages, with its facts. */
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

export interface Appointment {
  id: string
  division: string
  role: string
  from_on: string
  until_on: string | null
}

export interface Me {
  user: { id: string; username: string; name: string; enforcement_id: string | null; home_division: string }
  appointments: Appointment[]
  permissions: string[]
  device_id: string
  csrf: string | null
  demo: boolean
}

/** The signed-in person; the one piece of state the desk keeps. */
export const session = reactive<{ me: Me | null; asked: boolean }>({ me: null, asked: false })

export const may = (permission: string): boolean => session.me?.permissions.includes(permission) ?? false

interface Options {
  body?: unknown
  form?: FormData
  version?: number
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (session.me?.csrf) headers['X-CSRF-Token'] = session.me.csrf
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  const body = options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  let answer: Response
  try {
    answer = await fetch(`/api/v1${path}`, { method, headers, body, credentials: 'same-origin' })
  } catch {
    throw new Problem('offline', 0, {})
  }
  if (answer.status === 204) return undefined as T
  const found = await answer.json().catch(() => ({}))
  if (answer.ok) return found as T
  const slug = String((found as { type?: string }).type ?? '').replace('/problems/', '') || 'server_error'
  if (answer.status === 401 && session.me) session.me = null
  throw new Problem(slug, answer.status, found as Record<string, unknown>)
}

export const get = <T>(path: string): Promise<T> => request<T>('GET', path)
export const post = <T>(path: string, body: unknown, version?: number): Promise<T> =>
  request<T>('POST', path, version === undefined ? { body } : { body, version })
export const patch = <T>(path: string, body: unknown, version: number): Promise<T> =>
  request<T>('PATCH', path, { body, version })
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

/** Who is signed in, asked once; null when nobody is. */
export async function whoAmI(): Promise<Me | null> {
  if (session.asked && session.me) return session.me
  try {
    session.me = await get<Me>('/auth/me')
  } catch {
    session.me = null
  }
  session.asked = true
  return session.me
}

const DEVICE_KEY = 'hengjian-desk-device'

/** The identifier of this browser as a device: one a browser profile and user name. */
function deviceOf(username: string): string {
  const key = `${DEVICE_KEY}:${username}`
  const known = localStorage.getItem(key)
  if (known) return known
  const made = crypto.randomUUID()
  localStorage.setItem(key, made)
  return made
}

export async function signIn(username: string, password: string, deviceName: string): Promise<void> {
  const device = { id: deviceOf(username), name: deviceName, platform: navigator.userAgent.slice(0, 200) }
  await post('/auth/sessions', { username, password, grant: 'cookie', device })
  session.asked = false
  await whoAmI()
}

export async function signOut(): Promise<void> {
  await request('DELETE', '/auth/sessions/current')
  session.me = null
}
