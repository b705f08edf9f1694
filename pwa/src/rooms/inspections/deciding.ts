// Which verdicts decide a check. The same cases hold its twin, server/inspections/deciding.py.
import type { Evaluation } from '@/contract/entities'
import { absolute, add, compare, divide, MAX_DIGITS, parse, type Rational, rational, ZERO } from '@/metrology/rationals'

export const RUNS = 3 // deliveries at one flow point (JJG 443-2023, studies: domain §4.2)

/** A verdict measured with a standard that does not hold is none (ADR 0016); one not stated is shown and lets it stand. */
export function refuses({ standard }: Pick<Evaluation, 'standard'>): boolean {
  return Boolean(standard && standard !== 'standard_unknown')
}

/**
 * The verdicts that count: each one's own, but for three deliveries of a nozzle that of their mean.
 *
 * The error of a flow point is the mean of its three runs (studies: domain §4.2, unverified). Fewer runs are a
 * screening, in which each counts; so do more, whose flow points nobody told, runs with different limits, and errors
 * longer than a reading may be: they have no mean.
 */
export function deciding(given: readonly Pick<Evaluation, 'verdict' | 'values' | 'standard'>[]): (string | null)[] {
  const evaluations = given.map((one) => (refuses(one) ? { ...one, verdict: null } : one))
  const runs = evaluations.filter((one) => one.verdict !== null && one.values.E_V_percent !== undefined)
  const limits = new Set(runs.map((one) => String(one.values.mpe_percent)))
  const [limit] = limits
  const too_long = runs.some((one) => String(one.values.E_V_percent).length > MAX_DIGITS)
  if (runs.length !== RUNS || limits.size > 1 || limit === undefined || too_long)
    return evaluations.map((one) => one.verdict)
  const mean = meanError(runs.map((one) => String(one.values.E_V_percent)))
  const verdict = isBeyond(mean, limit.replace('±', '')) ? 'fail' : 'pass'
  return [...evaluations.filter((one) => !runs.includes(one)).map((one) => one.verdict), verdict]
}

/** The mean of one or more errors, exact. */
export function meanError(errors: readonly string[]): Rational {
  return divide(errors.map((error) => parse(error)).reduce(add, ZERO), rational(BigInt(errors.length)))
}

export function isBeyond(mean: Rational, limit: string): boolean {
  return compare(absolute(mean), parse(limit)) > 0
}
