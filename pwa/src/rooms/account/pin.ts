// The six digits: at the office they confirm records as second officer; on this phone they open a person's work.
import { request } from '@/api/client'
import type { Failure } from '@/api/problem'
import { person } from '@/database/current'
import { changePerson, type Person } from '@/database/people'
import { utf8 } from '@/kernel/hash'
import { hex } from '@/kernel/ids'
import { ok, type Result } from '@/kernel/result'

const ROUNDS = 600_000

export function isPin(text: string): boolean {
  return /^[0-9]{6}$/.test(text)
}

/** Needs the network: the office keeps the key that verifies confirmations. */
export async function setPin(pin: string): Promise<Result<null, Failure>> {
  const answer = await request<{ pin_salt: string }>('PUT', '/auth/pin', { body: { pin } })
  if (!answer.ok) return answer
  const owner = person.value
  if (!owner) return ok(null)
  const changed = await changePerson(owner.user_id, { pin_salt: answer.value.pin_salt, unlock: await unlockFor(pin) })
  if (changed) person.value = changed
  return ok(null)
}

/** A salt of its own: what this phone stores to check a PIN must not be the key that confirms records. */
async function unlockFor(pin: string): Promise<Person['unlock']> {
  const salt = hex(crypto.getRandomValues(new Uint8Array(16)))
  return { salt, verifier: await derived(pin, salt) }
}

export async function opens(owner: Person, pin: string): Promise<boolean> {
  return owner.unlock === null || (await derived(pin, owner.unlock.salt)) === owner.unlock.verifier
}

async function derived(pin: string, salt: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: utf8(`hengjian-unlock:${salt}`), iterations: ROUNDS },
    key,
    256,
  )
  return hex(new Uint8Array(bits))
}
