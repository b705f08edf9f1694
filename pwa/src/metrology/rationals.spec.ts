// Exact numbers: rounding keeps the promises of GB/T 8170 for any value, and what is written exactly reads back.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MetrologyProblem } from './problems.ts'
import {
  absolute,
  add,
  compare,
  display,
  divide,
  exactOr12Digits,
  fixed,
  modulo,
  multiply,
  negate,
  parse,
  type Rational,
  rational,
  roundGbt8170,
  roundUp,
  subtract,
} from './rationals.ts'

interface Cases {
  readonly written: readonly (readonly [string, string, string])[]
  readonly rounded: readonly (readonly [string, string, string])[]
  readonly rounded_up: readonly (readonly [string, string, string])[]
  readonly displayed: readonly (readonly [string, number, string])[]
  readonly left_over: readonly (readonly [string, string, string])[]
  readonly no_numbers: readonly (readonly [unknown, string])[]
}

const FILE = new URL('../../../tests/vectors/rationals.json', import.meta.url)
const cases = JSON.parse(readFileSync(FILE, 'utf8')) as Cases
const TWO = rational(2n)
const numerators = fc.bigInt(-(10n ** 20n), 10n ** 20n)
const positives = fc.bigInt(1n, 10n ** 12n)
const rationals = fc.tuple(numerators, positives).map(([above, below]) => rational(above, below))
const intervals = fc.tuple(positives, positives).map(([above, below]) => rational(above, below))
const plainTexts = fc.stringMatching(/^-?[0-9]{1,15}(\.[0-9]{1,15})?$/)

const equals = (left: Rational, right: Rational) => compare(left, right) === 0

describe('rationals', () => {
  it('are kept in lowest terms with a positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n })
    expect(() => rational(1n, 0n)).toThrow('division by zero')
  })

  it('are never rounded by being written', () => {
    expect(() => fixed(rational(1n, 8n), 2)).toThrow('fixed() never rounds')
  })

  it('undo what they did', () => {
    fc.assert(
      fc.property(rationals, intervals, (left, right) => {
        expect(equals(subtract(add(left, right), right), left)).toBe(true)
        expect(equals(divide(multiply(left, right), right), left)).toBe(true)
      }),
    )
  })

  it('leave a remainder that is never negative and smaller than the divisor', () => {
    fc.assert(
      fc.property(rationals, intervals, (value, divisor) => {
        const rest = modulo(value, divisor)
        expect(rest.numerator >= 0n && compare(rest, divisor) < 0).toBe(true)
        expect(divide(subtract(value, rest), divisor).denominator).toBe(1n)
      }),
    )
  })

  it('round to the nearest multiple, ties to even, the sign set aside', () => {
    fc.assert(
      fc.property(rationals, intervals, (value, interval) => {
        const rounded = roundGbt8170(value, interval)
        const multiple = divide(rounded, interval)
        expect(multiple.denominator).toBe(1n)
        const doubled = multiply(absolute(subtract(rounded, value)), TWO)
        expect(compare(doubled, interval)).toBeLessThanOrEqual(0)
        if (equals(doubled, interval)) expect(multiple.numerator % 2n).toBe(0n)
        expect(equals(roundGbt8170(negate(value), interval), negate(rounded))).toBe(true)
      }),
    )
  })

  it('read back what they wrote exactly', () => {
    fc.assert(
      fc.property(plainTexts, (text) => {
        const written = exactOr12Digits(parse(text))
        expect(equals(parse(written), parse(text))).toBe(true)
        expect(written).not.toMatch(/\.[0-9]*0$|^-0$/)
      }),
    )
  })
})

describe('as on the server', () => {
  it.each(cases.written)('%s / %s is written %s', (above, below, text) => {
    expect(exactOr12Digits(rational(BigInt(above), BigInt(below)))).toBe(text)
  })

  it.each(cases.rounded)('%s by %s is rounded to %s', (value, interval, rounded) => {
    expect(roundGbt8170(parse(value), parse(interval))).toEqual(parse(rounded))
  })

  it.each(cases.rounded_up)('%s by %s is rounded up to %s', (value, interval, rounded) => {
    expect(roundUp(parse(value), parse(interval))).toEqual(parse(rounded))
  })

  it.each(cases.displayed)('%s with %i places is %s', (value, places, text) => {
    expect(display(parse(value), places)).toBe(text)
  })

  it.each(cases.left_over)('%s by %s leaves %s', (value, divisor, rest) => {
    expect(modulo(parse(value), parse(divisor))).toEqual(parse(rest))
  })

  it.each(cases.no_numbers)('%j is no number: %s', (given, slug) => {
    for (const pointer of [undefined, '/inputs/x']) {
      expect(() => parse(given, pointer)).toThrow(new MetrologyProblem(slug, pointer))
      expect(refusedAt(given, pointer)).toBe(pointer ?? '')
    }
  })
})

function refusedAt(given: unknown, pointer?: string): string | undefined {
  try {
    parse(given, pointer)
  } catch (problem) {
    if (problem instanceof MetrologyProblem) return problem.pointer
    throw problem
  }
  return undefined
}
