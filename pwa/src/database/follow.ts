// Following a query of a local database, whoever asks: the one place that knows how Dexie wants it done.
import { liveQuery } from 'dexie'
import { PATIENCE_MS, watched } from './watchdog'

/**
 * Follow a query of any of this phone's databases; returns the way to stop.
 *
 * The function given to Dexie has to be `async` itself: with one that only returns a promise, Dexie loses track of its
 * zones, and transactions that run meanwhile, writing ones too, end early. Answers arrive outside of any zone.
 */
export function follow<T>(
  query: () => Promise<T> | T,
  next: (value: T) => void,
  failed?: (error: unknown) => void,
): () => void {
  let stopped = false
  const outside = (act: () => void) => setTimeout(() => !stopped && act(), 0)
  const watchedQuery = async () => {
    const over = watched(PATIENCE_MS)
    try {
      return await query()
    } finally {
      over()
    }
  }
  const running = liveQuery(async () => watchedQuery()).subscribe({
    next: (value) => outside(() => next(value)),
    error: (error: unknown) => outside(() => failed?.(error)),
  })
  return () => {
    stopped = true
    running.unsubscribe()
  }
}
