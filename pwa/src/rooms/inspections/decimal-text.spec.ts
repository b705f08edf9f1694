import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finished, shifted, trimmed } from './decimal-text'

describe('decimals as text', () => {
  it('moves the point and keeps every digit', () => {
    const cases: [string, number, string][] = [
      ['2.505', 3, '2505'],
      ['1.000', 3, '1000'],
      ['0.005', 3, '5'],
      ['5', -3, '0.005'],
      ['-0.5', 3, '-500'],
      ['1000', -3, '1.000'],
      ['0', 3, '0'],
      ['0.000', 3, '0'],
    ]
    for (const [text, places, moved] of cases) expect(shifted(text, places)).toBe(moved)
  })

  it('comes back where it was', () => {
    const decimals = fc
      .tuple(fc.bigInt(1n, 10n ** 12n), fc.nat(6))
      .map(([digits, places]) => trimmed(shifted(String(digits), -places)))
    fc.assert(
      fc.property(decimals, fc.integer({ min: -4, max: 4 }), (text, places) => {
        expect(trimmed(shifted(shifted(text, places), -places))).toBe(text)
      }),
    )
  })

  it('takes what a keypad leaves for the number that was meant, and nothing else', () => {
    expect(finished('2.')).toBe('2')
    expect(finished('007')).toBe('7')
    expect(finished('-0.50')).toBe('-0.50')
    for (const text of ['', '-', '.', '1.2.3', '１', '1e3']) expect(finished(text)).toBeNull()
  })
})
