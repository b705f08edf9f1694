// Exact numbers: plain decimal text in, a pair of bigints inside, plain decimal text out.
// Rounding exists in `roundGbt8170`, `roundUp` and `display` only; everything else is exact.
import { MetrologyProblem } from './problems.ts'

export interface Rational {
  readonly numerator: bigint
  /** Positive, and without a factor in common with the numerator. */
  readonly denominator: bigint
}

const PLAIN_DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/
export const MAX_DIGITS = 30
export const SIGNIFICANT_DIGITS = 12

export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new RangeError('division by zero')
  const sign = denominator < 0n ? -1n : 1n
  const common = greatestCommonDivisor(magnitude(numerator), magnitude(denominator)) * sign
  return { numerator: numerator / common, denominator: denominator / common }
}

export const ZERO: Rational = rational(0n)
export const ONE: Rational = rational(1n)

/** `-12.50` and nothing cleverer: no plus sign, exponent, blank, separator or figure of another script. */
export function parse(text: unknown, pointer = ''): Rational {
  if (typeof text !== 'string') throw new MetrologyProblem('decimal_not_text', pointer)
  if (!PLAIN_DECIMAL.test(text)) throw new MetrologyProblem('number_malformed', pointer)
  if (text.replace(/[-.]/g, '').length > MAX_DIGITS) throw new MetrologyProblem('number_too_long', pointer)
  const [whole = '', decimals = ''] = text.split('.')
  return rational(BigInt(whole.replace('-', '') + decimals) * (whole.startsWith('-') ? -1n : 1n), tens(decimals.length))
}

export function add(left: Rational, right: Rational): Rational {
  return rational(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  )
}

export function negate(value: Rational): Rational {
  return { numerator: -value.numerator, denominator: value.denominator }
}

export function subtract(left: Rational, right: Rational): Rational {
  return add(left, negate(right))
}

export function multiply(left: Rational, right: Rational): Rational {
  return rational(left.numerator * right.numerator, left.denominator * right.denominator)
}

/** The room's only division; it stays exact because both sides are rationals. */
export function divide(dividend: Rational, divisor: Rational): Rational {
  return rational(dividend.numerator * divisor.denominator, dividend.denominator * divisor.numerator)
}

export function absolute(value: Rational): Rational {
  return { numerator: magnitude(value.numerator), denominator: value.denominator }
}

/** Below zero, zero or above zero, as left is less than, equal to or greater than right. */
export function compare(left: Rational, right: Rational): -1 | 0 | 1 {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}

export function maximum(first: Rational, ...rest: readonly Rational[]): Rational {
  return rest.reduce((best, value) => (compare(value, best) > 0 ? value : best), first)
}

export function minimum(first: Rational, ...rest: readonly Rational[]): Rational {
  return rest.reduce((best, value) => (compare(value, best) < 0 ? value : best), first)
}

/** What is left over after whole multiples of a positive divisor; never negative. */
export function modulo(value: Rational, divisor: Rational): Rational {
  const quotient = divide(value, divisor)
  const truncated = quotient.numerator / quotient.denominator
  const floor = quotient.numerator % quotient.denominator < 0n ? truncated - 1n : truncated
  return subtract(value, multiply(rational(floor), divisor))
}

export function powerOfTen(exponent: number): Rational {
  return exponent < 0 ? rational(1n, tens(-exponent)) : rational(tens(exponent))
}

/** GB/T 8170: to the nearest multiple of the interval, a tie to the even multiple, the sign set aside. */
export function roundGbt8170(value: Rational, interval: Rational): Rational {
  const quotient = divide(absolute(value), interval)
  const below = quotient.numerator / quotient.denominator
  const twice = 2n * (quotient.numerator % quotient.denominator)
  const isUp = twice > quotient.denominator || (twice === quotient.denominator && below % 2n === 1n)
  const rounded = multiply(rational(isUp ? below + 1n : below), interval)
  return value.numerator < 0n ? negate(rounded) : rounded
}

/** To the next multiple of the interval, as OIML R 87 rounds a tolerance; a multiple stays as it is. */
export function roundUp(value: Rational, interval: Rational): Rational {
  const { numerator, denominator } = divide(value, interval)
  const truncated = numerator / denominator
  return multiply(rational(numerator % denominator > 0n ? truncated + 1n : truncated), interval)
}

/** Rounded to that many decimal places by GB/T 8170; the zeros stay, because the rounding made them. */
export function display(value: Rational, places: number): string {
  return fixed(roundGbt8170(value, powerOfTen(-places)), places)
}

/** Writes a value that needs no more than these decimal places. */
export function fixed(value: Rational, places: number): string {
  const scaled = multiply(value, powerOfTen(places))
  if (scaled.denominator !== 1n) throw new RangeError('fixed() never rounds')
  const digits = magnitude(scaled.numerator)
    .toString()
    .padStart(places + 1, '0')
  const sign = scaled.numerator < 0n ? '-' : ''
  const whole = digits.slice(0, digits.length - places)
  const decimals = digits.slice(digits.length - places)
  return decimals === '' ? sign + whole : `${sign}${whole}.${decimals}`
}

/** The whole value when its decimals end, without trailing zeros; otherwise 12 significant digits by GB/T 8170. */
export function exactOr12Digits(value: Rational): string {
  const exactPlaces = decimalPlaces(value)
  if (exactPlaces !== undefined) return fixed(value, exactPlaces)
  const exponent = leadingExponent(absolute(value))
  let places = SIGNIFICANT_DIGITS - 1 - exponent
  const rounded = roundGbt8170(value, powerOfTen(-places))
  if (compare(absolute(rounded), powerOfTen(exponent + 1)) >= 0) places -= 1
  return fixed(rounded, places < 0 ? 0 : places)
}

/** A count as the JSON integer that a record keeps; its input was bounded, so it is safe. */
export function wholeNumber(value: Rational): number {
  return JSON.parse(fixed(value, 0)) as number
}

/** How many decimals write the value exactly; undefined when they never end. */
export function decimalPlaces(value: Rational): number | undefined {
  let rest = value.denominator
  let twos = 0
  let fives = 0
  for (; rest % 2n === 0n; rest /= 2n) twos += 1
  for (; rest % 5n === 0n; rest /= 5n) fives += 1
  if (rest !== 1n) return undefined
  return twos > fives ? twos : fives
}

/** The k with 10^k <= value < 10^(k+1), for a positive value. */
export function leadingExponent(value: Rational): number {
  const exponent = value.numerator.toString().length - value.denominator.toString().length
  return compare(value, powerOfTen(exponent)) >= 0 ? exponent : exponent - 1
}

function tens(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left, right]
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller]
  return larger
}
