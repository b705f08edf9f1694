// Who uses this phone now, and their open database. The one piece of state that is not in a database.
import { shallowRef } from 'vue'
import { FieldDatabase } from './database'
import type { Person } from './people'

export const person = shallowRef<Person | null>(null)
const open = shallowRef<FieldDatabase | null>(null)

/** The database of the person who uses the phone. Screens behind the sign-in may rely on it. */
export function fieldDatabase(): FieldDatabase {
  if (!open.value) throw new Error('nobody is signed in on this phone')
  return open.value
}

export function openedDatabase(): FieldDatabase | null {
  return open.value
}

export function openFor(next: Person): FieldDatabase {
  if (open.value?.user_id !== next.user_id) {
    open.value?.close()
    open.value = new FieldDatabase(next.user_id)
  }
  person.value = next
  return open.value as FieldDatabase
}

export function closeCurrent(): void {
  open.value?.close()
  open.value = null
  person.value = null
}
