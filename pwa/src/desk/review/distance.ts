// How far the visit was from where the ledger says the place is. For a reader's eye; nothing is judged by it.
import type { Position } from '@/contract/entities'

const EARTH_M = 6_371_000
const radians = (degrees: string) => (Number(degrees) * Math.PI) / 180

/** Metres on the sphere, or null where the two cannot be compared. */
export function metresBetween(one: Position | null, other: Position | null): number | null {
  if (!one || !other || one.datum !== other.datum) return null
  const [fromLatitude, toLatitude] = [radians(one.latitude), radians(other.latitude)]
  const half = Math.sin((toLatitude - fromLatitude) / 2) ** 2
  const across = Math.sin((radians(other.longitude) - radians(one.longitude)) / 2) ** 2
  const chord = half + Math.cos(fromLatitude) * Math.cos(toLatitude) * across
  return Math.round(2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(chord))))
}

/** Farther than the accuracy of the phone explains. */
export const isFar = (metres: number, accuracy: string | null): boolean => metres > 200 + Number(accuracy ?? 0)
