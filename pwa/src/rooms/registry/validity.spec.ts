import { describe, expect, it } from 'vitest'
import { validityOf } from './validity'

const scale = (valid_until: string | null, verification_result: 'conforming' | 'nonconforming' | null = 'conforming') =>
  ({ state: 'in_use', valid_until, verification_result }) as const

describe('validity on a date', () => {
  it.each([
    ['2026-12-26', 'valid'],
    ['2026-12-25', 'expiring'],
    ['2026-11-25', 'expiring'],
    ['2026-11-24', 'overdue'],
    [null, 'unknown'],
  ] as const)('%s is %s on 2026-11-25', (until, wanted) => {
    expect(validityOf(scale(until), '2026-11-25')).toBe(wanted)
  })

  it('a failed instrument is stopped whatever its date', () => {
    expect(validityOf(scale('2027-01-01', 'nonconforming'), '2026-11-25')).toBe('stopped')
  })
})
