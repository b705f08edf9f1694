import { expect, it } from 'vitest'
import type { Inspection, Premises } from '@/contract/entities'
import type { View } from '@/sync/core/view'
import { visitAddress } from './visit-address'

const premises = (id: string, kind: string) => ({ id, state: { kind } }) as unknown as View<Premises>
const [market, stall, dispenser] = [premises('m', 'market'), premises('s', 'stall'), premises('d', 'dispenser')]
const open = { id: 'v' } as View<Inspection>

it('begins a visit at the venue, wherever it is asked for', () => {
  expect(visitAddress(market, market, undefined, 't')).toBe('/start/m?task=t')
  expect(visitAddress(stall, market, undefined, '')).toBe('/start/m')
})

it('goes on with the visit of the venue, at the stall that was asked for', () => {
  expect(visitAddress(market, market, open, '')).toBe('/visit/v')
  expect(visitAddress(stall, market, open, '')).toBe('/visit/v/run/s')
  expect(visitAddress(dispenser, market, open, '')).toBe('/visit/v')
})
