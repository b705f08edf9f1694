// Signing in and out, and learning who is signed in. A browser is one device for each user name.
import { get, Problem, post, request } from './api'
import { loadDivisions } from './divisions'
import { type Me, session } from './session'

export type Standing = 'in' | 'out' | 'unreachable'

/** Asked before every screen; answered from memory while somebody is signed in. */
export async function standing(): Promise<Standing> {
  if (session.me) return 'in'
  try {
    session.me = await get<Me>('/auth/me')
    await loadDivisions()
    return 'in'
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return 'out'
    session.me = null
    return 'unreachable'
  }
}

function deviceOf(username: string): string {
  const key = `hengjian-desk-device:${username}`
  const made = localStorage.getItem(key) ?? newId()
  localStorage.setItem(key, made)
  return made
}

/** crypto.randomUUID exists on secure addresses only; an office may serve the desk inside its own network. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = [...bytes].map((byte, at) => {
    const set = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte
    return set.toString(16).padStart(2, '0')
  })
  const text = hex.join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

export async function signIn(username: string, password: string, deviceName: string): Promise<void> {
  const device = { id: deviceOf(username), name: deviceName, platform: navigator.userAgent.slice(0, 200) }
  await post('/auth/sessions', { username, password, grant: 'cookie', device })
  await standing()
}

export async function signOut(): Promise<void> {
  await request('DELETE', '/auth/sessions/current')
  session.me = null
}
