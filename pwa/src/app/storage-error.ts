// What this phone's storage raises, told from what a closed share sheet or a stopped camera raises under the same name.

const CLOSED = new Set(['OpenFailedError', 'DatabaseClosedError', 'MissingAPIError', 'VersionError', 'UnknownError'])

/** `full`: no room left; `broken`: cannot be opened, or was closed under us; null: not about storage. */
export function storageTrouble(error: unknown): 'full' | 'broken' | null {
  const { name, inner } = error as { name?: unknown; inner?: unknown }
  if (name === 'QuotaExceededError') return 'full'
  // the browser's own AbortError also ends shares, cameras and requests; the database's comes without one, or around one
  if (name === 'AbortError' && !(error instanceof DOMException))
    return inner ? (storageTrouble(inner) ?? 'broken') : 'broken'
  return typeof name === 'string' && CLOSED.has(name) ? 'broken' : null
}
