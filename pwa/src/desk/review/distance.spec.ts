// Distances compare after conversion: the shift of a datum is no distance, and no distance hides in a shift.
import gcoord from 'gcoord'
import { describe, expect, it } from 'vitest'
import type { Position } from '@/contract/entities'
import { isFar, metresBetween } from './distance'

const BAOTA: [number, number] = [109.4897, 36.5853]

function at([longitude, latitude]: number[], datum: Position['datum'], metresNorth = 0): Position {
  const north = (metresNorth / 6_371_000) * (180 / Math.PI)
  return { latitude: String((latitude ?? 0) + north), longitude: String(longitude), accuracy_m: '30', datum }
}

describe('distance', () => {
  const gcj = gcoord.transform([...BAOTA] as [number, number], gcoord.WGS84, gcoord.GCJ02)
  const bd = gcoord.transform([...BAOTA] as [number, number], gcoord.WGS84, gcoord.BD09)

  it('is nothing between one place told in three datums', () => {
    for (const [place, datum] of [
      [gcj, 'GCJ-02'],
      [bd, 'BD-09'],
    ] as const) {
      expect(metresBetween(at(BAOTA, 'WGS-84'), at(place, datum))).toBeLessThanOrEqual(3)
    }
  })

  it('would be hundreds of metres if a shifted place were read as it stands', () => {
    expect(metresBetween(at(BAOTA, 'WGS-84'), at(gcj, 'WGS-84'))).toBeGreaterThan(200)
  })

  it('is the same distance whichever datum the ledger keeps', () => {
    expect(metresBetween(at(BAOTA, 'WGS-84', 400), at(BAOTA, 'WGS-84'))).toBe(400)
    const across = metresBetween(at(BAOTA, 'WGS-84', 400), at(gcj, 'GCJ-02'))
    expect(Math.abs((across ?? 0) - 400)).toBeLessThanOrEqual(3)
    expect(isFar(across ?? 0, '30')).toBe(true)
  })

  it('is unknown without both places', () => {
    expect(metresBetween(null, at(BAOTA, 'WGS-84'))).toBeNull()
  })
})
