import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askPosition, type Watcher } from './position'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function receiver() {
  const calls: { fix?: PositionCallback; fail?: PositionErrorCallback | null } = {}
  const clearWatch = vi.fn()
  const watcher: Watcher = {
    watchPosition: (fix, fail) => {
      Object.assign(calls, { fix, fail })
      return 7
    },
    clearWatch,
  }
  const at = (accuracy: number) =>
    calls.fix?.({ coords: { latitude: 36.585, longitude: 109.489, accuracy } } as GeolocationPosition)
  return {
    watcher,
    clearWatch,
    at,
    fail: (code: number) => calls.fail?.({ code, PERMISSION_DENIED: 1 } as GeolocationPositionError),
  }
}

it('waits for fifty metres, keeps the datum, and stops the receiver', async () => {
  const { watcher, clearWatch, at } = receiver()
  const asking = askPosition(watcher)
  at(51)
  at(49.2)
  expect(await asking.found).toEqual({
    latitude: '36.5850000',
    longitude: '109.4890000',
    accuracy_m: '50',
    datum: 'WGS-84',
  })
  expect(clearWatch).toHaveBeenCalledWith(7)
})

it('gives up after thirty seconds, at once when it may not ask, and where there is no receiver', async () => {
  const slow = receiver()
  const asking = askPosition(slow.watcher)
  slow.at(400)
  slow.fail(3)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(await asking.found).toBeNull()
  const denied = receiver()
  const refused = askPosition(denied.watcher)
  denied.fail(1)
  expect(await refused.found).toBeNull()
  expect(await askPosition(undefined).found).toBeNull()
})
