// How far the visit was from where the ledger says the place is. For a reader's eye; nothing is judged by it.
import gcoord from 'gcoord'
import type { Position } from '@/contract/entities'

const EARTH_M = 6_371_000
const radians = (degrees: number) => (degrees * Math.PI) / 180
const SYSTEMS = { 'WGS-84': gcoord.WGS84, 'GCJ-02': gcoord.GCJ02, 'BD-09': gcoord.BD09 }

/** Metres on the sphere after both are in WGS-84, to which the shifted datums return within a metre; null without both. */
export function metresBetween(one: Position | null, other: Position | null): number | null {
  if (!one || !other) return null
  const [[fromLongitude, fromLatitude], [toLongitude, toLatitude]] = [inWgs84(one), inWgs84(other)]
  const half = Math.sin((toLatitude - fromLatitude) / 2) ** 2
  const across = Math.sin((toLongitude - fromLongitude) / 2) ** 2
  const chord = half + Math.cos(fromLatitude) * Math.cos(toLatitude) * across
  return Math.round(2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(chord))))
}

/** Longitude and latitude in radians. */
function inWgs84(position: Position): [number, number] {
  const given: [number, number] = [Number(position.longitude), Number(position.latitude)]
  const [longitude, latitude] = gcoord.transform(given, SYSTEMS[position.datum], gcoord.WGS84)
  return [radians(longitude), radians(latitude)]
}

/** Farther than the accuracy of the phone explains. */
export const isFar = (metres: number, accuracy: string | null): boolean => metres > 200 + Number(accuracy ?? 0)
