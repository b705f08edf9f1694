// Where the visit takes place: asked once, taken at 50 m, given up after 30 s. It never blocks anything.
import type { Position } from '@/contract/entities'

export const GOOD_ENOUGH_M = 50
export const GIVE_UP_MS = 30_000

export type Watcher = Pick<Geolocation, 'watchPosition' | 'clearWatch'>

export interface Asking {
  /** null: no position was had */
  found: Promise<Position | null>
  cancel(): void
}

/** The first fix that is good enough; a refusal or a missing receiver ends the wait at once. */
export function askPosition(geolocation: Watcher | undefined, giveUpAfter: number = GIVE_UP_MS): Asking {
  let finish: (position: Position | null) => void = () => undefined
  const found = new Promise<Position | null>((resolve) => {
    finish = resolve
  })
  if (!geolocation) finish(null)
  const watch = geolocation?.watchPosition(
    ({ coords }) => coords.accuracy <= GOOD_ENOUGH_M && finish(positionOf(coords)),
    (error) => error.code === error.PERMISSION_DENIED && finish(null),
    { enableHighAccuracy: true, maximumAge: 10_000, timeout: giveUpAfter },
  )
  const timer = setTimeout(() => finish(null), giveUpAfter)
  void found.then(() => {
    clearTimeout(timer)
    if (watch !== undefined) geolocation?.clearWatch(watch)
  })
  return { found, cancel: () => finish(null) }
}

/** Browsers give WGS-84; the datum is kept with the figures so that nobody has to guess later. */
export function positionOf({
  latitude,
  longitude,
  accuracy,
}: {
  latitude: number
  longitude: number
  accuracy: number
}): Position {
  return {
    latitude: latitude.toFixed(7),
    longitude: longitude.toFixed(7),
    accuracy_m: Math.ceil(accuracy).toFixed(0),
    datum: 'WGS-84',
  }
}
