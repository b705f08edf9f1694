// Signing in, switching and signing out on this phone. Needed online once; afterwards the phone works without.
import { request } from '@/api/client'
import type { Failure } from '@/api/problem'
import { setCsrf } from '@/api/session'
import { closeCurrent, fieldDatabase, openFor, person } from '@/database/current'
import { changePerson, keepPerson, type Person, peopleHere, setSetting, setting } from '@/database/people'
import { askToPersist } from '@/database/storage'
import { instant } from '@/kernel/clock'
import { uuid7 } from '@/kernel/ids'
import { ok, type Result } from '@/kernel/result'
import { startEngine, stopEngine, syncNow } from '@/sync/engine'
import { sealWork } from '@/sync/outbox'
import { adoptStream } from '@/sync/recovery'

interface Stream {
  id: string
  incarnation: number
  last_seq: number
}

interface SignedIn {
  user: { id: string; username: string; name: string; enforcement_id: string | null; home_division: string }
  device: Stream
  csrf: string
  expires_at: string
}

interface Me {
  user: SignedIn['user']
  appointments: { role: string; division: string }[]
  permissions: string[]
  pin_salt: string | null
  csrf: string | null
  demo: boolean
}

const CURRENT = 'current'
const DEVICE_NAME = 'device_name'

export async function deviceName(): Promise<string> {
  return (await setting(DEVICE_NAME)) ?? ''
}

/** The office hears of it with the next sign-in. */
export async function nameDevice(name: string): Promise<void> {
  await setSetting(DEVICE_NAME, name.trim().slice(0, 80))
}

export async function signIn(
  username: string,
  password: string,
  fallbackName: string,
): Promise<Result<Person, Failure>> {
  const known = (await peopleHere()).find((one) => one.username === username.trim().toLowerCase())
  const device = await deviceGiven(known?.device_id ?? uuid7(), fallbackName)
  return enter(
    await request<SignedIn>('POST', '/auth/sessions', {
      body: { username: username.trim(), password, device, grant: 'cookie' },
    }),
  )
}

/** With a one-time code from the desk: for a new phone. */
export async function enrol(code: string, fallbackName: string): Promise<Result<Person, Failure>> {
  const device = await deviceGiven(uuid7(), fallbackName)
  return enter(await request<SignedIn>('POST', '/auth/enrolments/redeem', { body: { code: code.trim(), device } }))
}

async function deviceGiven(id: string, fallbackName: string): Promise<{ id: string; name: string; platform: string }> {
  return { id, name: (await deviceName()) || fallbackName, platform: navigator.userAgent.slice(0, 200) }
}

async function enter(answer: Result<SignedIn, Failure>): Promise<Result<Person, Failure>> {
  if (!answer.ok) return answer
  setCsrf(answer.value.csrf)
  const me = await request<Me>('GET', '/auth/me')
  const known = (await peopleHere()).find((one) => one.user_id === answer.value.user.id)
  const signedIn = personFrom(answer.value, me.ok ? me.value : null, known)
  await keepPerson(signedIn)
  const database = openFor(signedIn)
  await adoptStream(database, answer.value.device)
  await sealWork(database, false)
  await setSetting(CURRENT, signedIn.user_id)
  startEngine(database)
  void syncNow()
  void askToPersist()
  return ok(signedIn)
}

function personFrom(given: SignedIn, me: Me | null, known: Person | undefined): Person {
  const { id, username, name, enforcement_id, home_division } = given.user
  return {
    user_id: id,
    username,
    name,
    enforcement_id,
    home_division,
    permissions: me?.permissions ?? known?.permissions ?? [],
    roles: me?.appointments.map((one) => one.role) ?? known?.roles ?? [],
    device_id: given.device.id,
    csrf: given.csrf,
    expires_at: given.expires_at,
    pin_salt: me?.pin_salt ?? known?.pin_salt ?? null,
    unlock: known?.unlock ?? null,
    demo: me?.demo ?? known?.demo ?? false,
    signed_out: false,
    used_at: instant(Date.now()),
  }
}

/** Cold start, with or without a network: whoever used the phone last goes on. */
export async function resume(): Promise<Person | null> {
  const user_id = await setting(CURRENT)
  const last = (await peopleHere()).find((one) => one.user_id === user_id && !one.signed_out)
  if (!last) return null
  await open(last)
  return last
}

/** A sign-out that was cut short has sealed the work of somebody who is still signed in: it is theirs, and open again. */
async function open(next: Person): Promise<void> {
  setCsrf(next.csrf)
  const database = openFor(next)
  await sealWork(database, false)
  startEngine(database)
  void refresh(next)
}

/** Rights may have changed at the office. A session that is gone changes nothing here. */
async function refresh(known: Person): Promise<void> {
  const me = await request<Me>('GET', '/auth/me')
  if (!me.ok || me.value.user.id !== known.user_id) return
  const { user, permissions, pin_salt, csrf, demo, appointments } = me.value
  const changes = {
    name: user.name,
    enforcement_id: user.enforcement_id,
    home_division: user.home_division,
    permissions,
    pin_salt,
    csrf,
    demo,
    roles: appointments.map((one) => one.role),
  }
  const fresh = await changePerson(known.user_id, changes)
  if (!fresh || person.value?.user_id !== known.user_id) return
  setCsrf(fresh.csrf)
  person.value = fresh
}

export async function switchTo(next: Person): Promise<void> {
  stopEngine()
  const fresh = (await changePerson(next.user_id, { used_at: instant(Date.now()) })) ?? next
  await setSetting(CURRENT, next.user_id)
  await open(fresh)
}

/** Unsent work is sealed and stays; the database is closed, never deleted. */
export async function signOut(): Promise<void> {
  const leaving = person.value
  if (!leaving) return
  stopEngine()
  await sealWork(fieldDatabase(), true)
  await request('DELETE', '/auth/sessions/current', { timeout_ms: 5_000 })
  await changePerson(leaving.user_id, { signed_out: true, csrf: null })
  await setSetting(CURRENT, '')
  setCsrf(null)
  closeCurrent()
}
