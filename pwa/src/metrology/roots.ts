// Square roots of exact numbers. A comparison squares instead; only what is shown is rounded, once, by GB/T 8170.
import {
  compare,
  decimalPlaces,
  divide,
  exactOr12Digits,
  fixed,
  leadingExponent,
  multiply,
  powerOfTen,
  type Rational,
  rational,
  SIGNIFICANT_DIGITS,
  subtract,
} from './rationals.ts'

const FOUR = rational(4n)

/** Whether value ≤ √square, by squaring; a value below zero has no part in that. */
export function isAtMostRoot(value: Rational, square: Rational): boolean {
  return value.numerator <= 0n || compare(multiply(value, value), square) <= 0
}

/** In lowest terms a root is rational only if both parts are squares; otherwise its decimals never end. */
export function exactRoot(square: Rational): Rational | undefined {
  const root = rational(wholeRoot(square.numerator), wholeRoot(square.denominator))
  return compare(multiply(root, root), square) === 0 ? root : undefined
}

/** To the nearest multiple of the interval. Meant for a root that never ends, which is never a tie. */
export function nearestRoot(square: Rational, interval: Rational): Rational {
  const scaled = divide(square, multiply(interval, interval))
  const below = wholeRoot(scaled.numerator / scaled.denominator)
  const halfWay = 2n * below + 1n
  const isUp = compare(multiply(FOUR, scaled), rational(halfWay * halfWay)) > 0
  return multiply(rational(isUp ? below + 1n : below), interval)
}

/** As any value is written: whole when its decimals end, otherwise 12 significant digits. */
export function rootText(square: Rational): string {
  const root = exactRoot(square)
  if (root !== undefined) return exactOr12Digits(root)
  let places = SIGNIFICANT_DIGITS - 1 - halved(leadingExponent(square))
  const rounded = nearestRoot(square, powerOfTen(-places))
  if (leadingExponent(rounded) > SIGNIFICANT_DIGITS - 1 - places) places -= 1
  return fixed(rounded, places < 0 ? 0 : places)
}

/**
 * whole − √square and its text, with the decimals that twelve digits of `whole` have, or more if it has more.
 * The terms end at the same decimal, so the difference is rounded once, with its root.
 */
export function lessRoot(whole: Rational, square: Rational): readonly [Rational, string] {
  const root = exactRoot(square)
  if (root !== undefined) return [subtract(whole, root), exactOr12Digits(subtract(whole, root))]
  const twelve = SIGNIFICANT_DIGITS - 1 - leadingExponent(whole)
  const written = decimalPlaces(whole) ?? 0
  const places = twelve > written ? twelve : written
  const difference = subtract(whole, nearestRoot(square, powerOfTen(-places)))
  return [difference, fixed(difference, places)]
}

/** The greatest whole number whose square is not above the given one (Newton, from above). */
export function wholeRoot(square: bigint): bigint {
  if (square === 0n) return 0n
  let root = powerOfTen((square.toString().length + 1) >> 1).numerator
  for (;;) {
    const nearer = (root + square / root) / 2n
    if (nearer >= root) return root
    root = nearer
  }
}

/** The exponent of a root is half that of its square, downwards. */
function halved(exponent: number): number {
  return exponent >> 1
}
