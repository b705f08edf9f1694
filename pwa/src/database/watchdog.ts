// Notices a transaction that never ends: browsers wedge IndexedDB now and then, and then nothing fails, it only does not come.
import { stuck } from '@/ui/stuck'

/** Old phones write a first synchronisation for many seconds; a person who waits longer should know why. */
export const PATIENCE_MS = 15_000

let overdue = 0

/**
 * The act, unchanged: it is never given up, because what may yet be written must not be written a second time. While one is
 * overdue, storage counts as stuck; if it ends after all, it does not any more.
 */
export async function guarded<T>(milliseconds: number, act: () => Promise<T>): Promise<T> {
  const over = watched(milliseconds)
  try {
    return await act()
  } finally {
    over()
  }
}

/** From now on somebody waits; returns how to say that it is over. */
export function watched(milliseconds: number): () => void {
  let late = false
  let timer = setTimeout(check, milliseconds)
  const began = Date.now()
  let frozen = false

  function check(): void {
    // a phone that slept wakes up with old timers and a storage that has not had its turn
    if (!frozen && Date.now() - began > milliseconds * 2) {
      frozen = true
      timer = setTimeout(check, milliseconds)
      return
    }
    late = true
    count(1)
  }

  return () => {
    clearTimeout(timer)
    if (late) count(-1)
    late = false
  }
}

function count(change: 1 | -1): void {
  overdue += change
  stuck.value = overdue > 0
}
