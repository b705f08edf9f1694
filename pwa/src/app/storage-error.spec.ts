import Dexie from 'dexie'
import { expect, it } from 'vitest'
import { storageTrouble } from './storage-error'

it('tells a full storage, a broken one, and what is not about storage', () => {
  const quota = new DOMException('no room', 'QuotaExceededError')
  expect(storageTrouble(quota)).toBe('full')
  expect(storageTrouble(new Dexie.AbortError('aborted', quota))).toBe('full')
  expect(storageTrouble(new Dexie.AbortError('aborted'))).toBe('broken')
  expect(storageTrouble(new Dexie.DatabaseClosedError())).toBe('broken')
  expect(storageTrouble(new DOMException('share closed', 'AbortError'))).toBeNull()
  expect(storageTrouble(new TypeError('x'))).toBeNull()
})
