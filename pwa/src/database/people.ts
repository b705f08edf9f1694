// Who has ever signed in on this phone, kept apart from anybody's work. Small, and never deleted by signing out.
import Dexie, { type Table } from 'dexie'

export interface Person {
  user_id: string
  username: string
  name: string
  enforcement_id: string | null
  home_division: string
  permissions: string[]
  roles: string[]
  /** each person's work on this phone is a device of its own at the server: its sequence starts at 1 */
  device_id: string
  csrf: string | null
  expires_at: string | null
  pin_salt: string | null
  /** checks the PIN on this phone only; not the key that confirms records */
  unlock: { salt: string; verifier: string } | null
  demo: boolean
  signed_out: boolean
  used_at: string
}

class PhoneDatabase extends Dexie {
  declare people: Table<Person, string>
  declare settings: Table<{ key: string; value: string }, string>

  constructor() {
    super('hengjian-phone', { chromeTransactionDurability: 'strict' })
    this.version(1).stores({ people: 'user_id, username', settings: 'key' })
  }
}

let phone: PhoneDatabase | null = null

export function phoneDatabase(): PhoneDatabase {
  phone ??= new PhoneDatabase()
  return phone
}

/** Most recently used first. */
export async function peopleHere(): Promise<Person[]> {
  const people = await phoneDatabase().people.toArray()
  return people.sort((one, other) => (one.used_at < other.used_at ? 1 : -1))
}

export async function keepPerson(person: Person): Promise<void> {
  await phoneDatabase().people.put(person)
}

export async function changePerson(user_id: string, changes: Partial<Person>): Promise<Person | undefined> {
  const people = phoneDatabase().people
  return phoneDatabase().transaction('rw', people, async () => {
    const before = await people.get(user_id)
    if (!before) return undefined
    const after = { ...before, ...changes }
    await people.put(after)
    return after
  })
}

export async function setting(key: string): Promise<string | undefined> {
  return (await phoneDatabase().settings.get(key))?.value
}

export async function setSetting(key: string, value: string): Promise<void> {
  await phoneDatabase().settings.put({ key, value })
}
