import { describe, expect, it } from 'vitest'
import type { Checklist, Premises } from '@/contract/entities'
import type { CheckView } from './checks'
import { instrumentOfStall, nextStall, quickQuestions, type StallView, visited, walkingOrder } from './run'

const stall = (id: string, walking_order: number, position_no: string, state: Premises['state'] = 'active') =>
  ({ id, state: { kind: 'stall', walking_order, position_no, state } }) as unknown as StallView
const market = [stall('c', 2, 'A10'), stall('b', 2, 'A9'), stall('a', 1, 'B1'), stall('gone', 0, 'A0', 'retired')]

describe('walking through a market', () => {
  it('goes in walking order, by number where the order is the same, and past what is gone', () => {
    expect(walkingOrder(market).map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })

  it('offers the next stall nobody has visited, going round once', () => {
    const ordered = walkingOrder(market)
    expect(nextStall(ordered, new Set(), null)?.id).toBe('a')
    expect(nextStall(ordered, new Set(['b']), 'a')?.id).toBe('c')
    expect(nextStall(ordered, new Set(['c']), 'b')?.id).toBe('a')
    expect(nextStall(ordered, new Set(['a', 'b']), 'c')).toBeNull()
  })

  it('counts stalls whichever phone visited them', () => {
    const check = (target: string, premises_id: string) => ({ state: { target, premises_id } }) as unknown as CheckView
    expect([...visited([check('stall', 'a'), check('instrument', 'b'), check('stall', 'c')])]).toEqual(['a', 'c'])
  })

  it('asks only what this edition of the checklist has', () => {
    const list = { items: ['ST02', 'U07', 'ST03'].map((code) => ({ code })) } as unknown as Checklist
    expect(quickQuestions(list)).toEqual([
      { key: 'place', items: ['ST02'] },
      { key: 'marks', items: ['U07'] },
    ])
  })

  it('asks about the first scale of a stall, else about whatever it has', () => {
    const one = (kind: string, id: string) => ({ id, state: { kind } })
    expect(instrumentOfStall([one('other', 'a'), one('nawi', 'b'), one('nawi', 'c')])?.id).toBe('b')
    expect(instrumentOfStall([one('other', 'a')])?.id).toBe('a')
    expect(instrumentOfStall([])).toBeNull()
  })
})
