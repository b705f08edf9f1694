// Where the errors of a station's nozzles lie together: derived from the checks, never stored. It flags and judges nobody.
// Twin of server/inspections/fairness.py; tests/vectors/station_errors.json holds both.
import type { Check, Measurement } from '@/contract/entities'
import { absolute, add, compare, display, divide, exactOr12Digits, parse, rational, ZERO } from '@/metrology/rationals'
import type { Dot } from '@/ui/DotPlot.vue'
import { signed } from '@/ui/error-scale'
import { POINTS } from './fuel-plan'
import { type Judgement, judge } from './judging'
import { refuses } from './standards'

export interface NozzleError {
  /** a flow point measured whole, or null for the mean of single deliveries */
  point: (typeof POINTS)[number] | null
  /** decimal text, exact or to 12 digits */
  error: string
  limit: string
  exceeds: boolean
}

type Told = Pick<Check, 'outcome' | 'measurements' | 'premises_id' | 'instrument_id'>

/** Of one nozzle; what was measured with a standard that does not hold says nothing about it. */
export function nozzleErrors({ outcome, measurements }: Told): NozzleError[] {
  if (outcome !== 'checked') return []
  const sound = measurements.filter(({ phone }) => phone.verdict !== null && !refuses(phone))
  const whole = sound.flatMap((one) => errorOf(one, 'fuel_flow_point', 'mean_percent'))
  const single = sound.flatMap((one) => errorOf(one, 'fuel_dispenser_error', 'E_V_percent'))
  const [first] = single
  if (!first) return whole
  const sum = single.map((one) => parse(one.error)).reduce(add, ZERO)
  const error = exactOr12Digits(divide(sum, rational(BigInt(single.length))))
  return [...whole, placed(null, error, first.limit)]
}

function errorOf({ rule, inputs, phone }: Measurement, wanted: string, value: string): NozzleError[] {
  const error = text(phone.values[value])
  if (rule !== wanted || error === null) return []
  const limit = text(String(phone.values.mpe_percent ?? '').replace('±', '')) ?? ''
  const point = POINTS.find((one) => one === (inputs.flow_point ?? 'Q1'))
  return [placed(rule === 'fuel_flow_point' ? (point ?? null) : null, error, limit)]
}

/** Beyond its limit by the error alone: a spread is judged, and stands in the check, by itself. */
function placed(point: NozzleError['point'], error: string, limit: string): NozzleError {
  return { point, error, limit, exceeds: limit !== '' && compare(absolute(parse(error)), parse(limit)) > 0 }
}

/** What another phone sent is used only if it is a number. */
function text(value: unknown): string | null {
  try {
    parse(value)
    return value as string
  } catch {
    return null
  }
}

export interface Fairness {
  errors: NozzleError[]
  nozzles: number
  /** empty where nozzles have limits that differ */
  limit: string
  judgement: Judgement
  flags: boolean
}

/** Null until two nozzles have an error. */
export function fairnessOf(checks: readonly Told[], on: string): Fairness | null {
  const each = new Map<string, NozzleError[]>()
  for (const one of checks) {
    const found = nozzleErrors(one)
    const key = `${one.premises_id}/${one.instrument_id}`
    if (found.length > 0) each.set(key, [...(each.get(key) ?? []), ...found])
  }
  if (each.size < 2) return null
  const errors = [...each.values()].flat()
  const [limit = '', ...others] = new Set(errors.map((one) => one.limit))
  const common = others.length === 0 ? limit : ''
  const inputs = { errors_percent: errors.map((one) => one.error), ...(common ? { mpe_percent: common } : {}) }
  const judgement = judge({ rule: 'fuel_station_fairness', inputs }, on)
  const flags = judgement.evaluation?.values.all_short === true
  return { errors, nozzles: each.size, limit: common, judgement, flags }
}

/** The figures as they are read: two places; the trace keeps every digit. Null where the rule took none. */
export function fairnessWords({ judgement, nozzles }: Fairness) {
  if (!judgement.evaluation) return null
  const { mean_percent, range_percent, short_count, count } = judgement.evaluation.values
  const two = (value: unknown) => display(parse(value), 2)
  return {
    nozzles,
    count: Number(count),
    short: Number(short_count),
    exact_mean: String(mean_percent),
    mean: signed(two(mean_percent)),
    range: two(range_percent),
  }
}

const SHAPES = { Q1: 'full', Q2: 'hollow' } as const

export function dotsOf({ errors }: Pick<Fairness, 'errors'>): Dot[] {
  return errors.map(({ point, error, exceeds }) => ({ error, exceeds, shape: point ? SHAPES[point] : 'diamond' }))
}
