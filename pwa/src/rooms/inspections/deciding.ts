// Which verdicts decide a check. The same cases hold its twin, server/inspections/deciding.py.
import type { Evaluation } from '@/contract/entities'
import { absolute, add, compare, divide, parse, rational, ZERO } from '@/metrology/rationals'

const RUNS = 3 // deliveries at one flow point (JJG 443, studies: domain §4, second-hand)

/**
 * The verdicts that count: each one's own, but for three deliveries of a nozzle that of their mean.
 *
 * The error of a flow point is the mean of its three runs (JJG 443; studies: domain §4). Fewer runs are a screening, in
 * which each counts; so do runs that were given different limits, which have no mean.
 */
export function deciding(evaluations: readonly Pick<Evaluation, 'verdict' | 'values'>[]): (string | null)[] {
  const runs = evaluations.filter((one) => one.verdict !== null && one.values.E_V_percent !== undefined)
  const limits = new Set(runs.map((one) => String(one.values.mpe_percent)))
  const [limit] = limits
  if (runs.length < RUNS || limits.size > 1 || limit === undefined) return evaluations.map((one) => one.verdict)
  const sum = runs.map((one) => parse(String(one.values.E_V_percent))).reduce(add, ZERO)
  const mean = divide(sum, rational(BigInt(runs.length)))
  const within = compare(absolute(mean), parse(limit.replace('±', ''))) <= 0
  return [...evaluations.filter((one) => !runs.includes(one)).map((one) => one.verdict), within ? 'pass' : 'fail']
}
