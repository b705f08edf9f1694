import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeCurrent, fieldDatabase } from '@/database/current'
import { FieldDatabase } from '@/database/database'
import { keepPerson, type Person, setSetting } from '@/database/people'
import { uuid7 } from '@/kernel/ids'
import { stopEngine } from '@/sync/engine'
import { commit, sealWork } from '@/sync/outbox'
import { resume, switchTo } from './session'

const someone = (): Person => ({
  user_id: uuid7(),
  username: 'yangli',
  name: '样例',
  enforcement_id: null,
  home_division: '000000',
  permissions: [],
  roles: [],
  device_id: uuid7(),
  csrf: null,
  expires_at: null,
  pin_salt: null,
  unlock: null,
  demo: false,
  signed_out: false,
  used_at: '2026-11-25T02:00:00Z',
})

const sealed = async () => (await fieldDatabase().outbox.toArray()).map((row) => row.sealed)

beforeEach(() => {
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'hidden' }))
  vi.stubGlobal('window', new EventTarget())
})
afterEach(() => {
  stopEngine()
  closeCurrent()
  vi.unstubAllGlobals()
})

/** The app was killed between the sealing and the end of a sign-out. */
async function cutShort(): Promise<Person> {
  const person = someone()
  await keepPerson(person)
  await setSetting('current', person.user_id)
  await resume()
  await commit(fieldDatabase(), { kind: 'create', entity: 'premises', id: uuid7(), state: { name: '样例' } })
  stopEngine()
  await sealWork(fieldDatabase(), true)
  expect(await sealed()).toEqual([true])
  closeCurrent()
  return person
}

it('opens the work again that a sign-out cut short had sealed', async () => {
  const person = await cutShort()
  expect((await resume())?.user_id).toBe(person.user_id)
  expect(await sealed()).toEqual([false])
})

it('opens it too when the person is chosen among those of this phone', async () => {
  const person = await cutShort()
  await switchTo(person)
  expect(await sealed()).toEqual([false])
})

it('leaves the work of somebody who signed out sealed', async () => {
  const person = await cutShort()
  await keepPerson({ ...person, signed_out: true })
  expect(await resume()).toBeNull()
  const database = new FieldDatabase(person.user_id)
  expect((await database.outbox.toArray()).map((row) => row.sealed)).toEqual([true])
  database.close()
})
