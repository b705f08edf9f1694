// The room this phone gives us, and the promise not to be cleared: asked for once somebody is signed in.

export interface StorageRoom {
  persisted: boolean
  used: number | null
  quota: number | null
}

export async function askToPersist(): Promise<boolean> {
  const storage = navigator.storage
  if (!storage?.persist) return false
  return (await storage.persisted()) || (await storage.persist())
}

export async function storageRoom(): Promise<StorageRoom> {
  const storage = navigator.storage
  const estimate = (await storage?.estimate?.()) ?? {}
  return {
    persisted: (await storage?.persisted?.()) ?? false,
    used: estimate.usage ?? null,
    quota: estimate.quota ?? null,
  }
}

const CANARY = 'hengjian.work'

/** Remember outside IndexedDB that somebody has work here, so that cleared storage is not taken for a new phone. */
export function leaveCanary(user_id: string): void {
  try {
    localStorage.setItem(`${CANARY}.${user_id}`, '1')
  } catch {
    // without it a cleared phone is noticed by the server's count of operations only
  }
}

/** Somebody worked on this phone once. With nobody known here any more, its storage was cleared. */
export function workWasHere(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(`${CANARY}.`))
  } catch {
    return false
  }
}
