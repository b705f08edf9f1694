// Square roots: what is decided is decided exactly, and what is shown lies within half a unit of its last place.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, multiply, parse, powerOfTen, type Rational, rational, subtract } from './rationals.ts'
import { exactRoot, isAtMostRoot, lessRoot, rootText, wholeRoot } from './roots.ts'

const positives = fc
  .tuple(fc.bigInt(1n, 10n ** 15n), fc.bigInt(1n, 10n ** 9n))
  .map(([above, below]) => rational(above, below))

/** Half a unit of the last place that a text shows. */
function halfOfLastPlace(text: string): Rational {
  return multiply(powerOfTen(-(text.split('.')[1] ?? '').length), rational(1n, 2n))
}

describe('roots', () => {
  it('of whole numbers are the greatest', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 60n), (square) => {
        const root = wholeRoot(square)
        expect(root * root <= square && square < (root + 1n) * (root + 1n)).toBe(true)
      }),
    )
  })

  it('of squares come back, and compare exactly', () => {
    fc.assert(
      fc.property(positives, (root) => {
        const square = multiply(root, root)
        expect(exactRoot(square)).toEqual(root)
        expect(isAtMostRoot(root, square)).toBe(true)
        expect(isAtMostRoot(add(root, powerOfTen(-50)), square)).toBe(false)
      }),
    )
  })

  it('are shown to twelve digits, rounded to the nearest', () => {
    fc.assert(
      fc.property(positives, (square) => {
        fc.pre(exactRoot(square) === undefined)
        const text = rootText(square)
        expect(text.replace('.', '').replace(/^0+/, '')).toHaveLength(12)
        expect(isAtMostRoot(subtract(parse(text), halfOfLastPlace(text)), square)).toBe(true)
        expect(isAtMostRoot(add(parse(text), halfOfLastPlace(text)), square)).toBe(false)
      }),
    )
  })

  it.each([
    ['0', '1', '0'],
    ['9', '4', '1.5'],
    ['25', '9', '1.66666666667'],
    ['2', '1', '1.41421356237'],
    ['1', '3', '0.577350269190'],
    ['999999999999999999999999999999', '1000000000000000000000000000000', '1.00000000000'],
    ['999999999999999999999999999999', '1', '1000000000000000'],
  ])('√(%s / %s) is written %s', (above, below, text) => {
    expect(rootText(rational(BigInt(above), BigInt(below)))).toBe(text)
  })

  it('are taken from a number that keeps its decimals', () => {
    expect(lessRoot(parse('0.1234567890123456'), rational(2n))[1]).toBe('-1.2907567733607494')
    expect(lessRoot(rational(500n), rational(25n, 9n))).toEqual([rational(1495n, 3n), '498.333333333'])
    expect(lessRoot(rational(10n ** 11n), rational(2n))).toEqual([rational(10n ** 11n - 1n), '99999999999'])
  })
})
