// A nozzle: three deliveries at one flow point into a standard measure, their mean, and their repeatability.
import type { Check, Measurement } from '@/contract/entities'
import { absolute, add, compare, display, divide, parse, rational, ZERO } from '@/metrology/rationals'
import type { State } from '@/ui/state'
import { finished } from './decimal-text'
import { type Judgement, judge, measurementOf, type Question } from './judging'

export const RUNS = 3
export const RUN_FIELDS = ['V_J', 'V_B', 't_J', 't_B'] as const
export type RunField = (typeof RUN_FIELDS)[number]
export type Oil = 'gasoline' | 'diesel' | 'kerosene'

export interface Measure {
  oil: Oil
  material: 'stainless' | 'carbon_steel'
}

export function runField(run: number, name: RunField): string {
  return `run${run}.${name}`
}

// Diesel and kerosene as ledgers write them, as escapes: no words for people stand in code.
const DIESEL = /diesel|\u67f4|^[+-]?(0|5|10|20|35|50)#?$/i
const KEROSENE = /kerosene|\u7164/i

export function oilOf(text: string | undefined): Oil {
  const oil = (text ?? '').trim()
  if (KEROSENE.test(oil)) return 'kerosene'
  return DIESEL.test(oil) ? 'diesel' : 'gasoline'
}

export function runQuestion(run: number, readings: { [field: string]: string }, measure: Measure): Question | null {
  const [shown, volume, nozzle, inside] = RUN_FIELDS.map((name) => finished(readings[runField(run, name)] ?? ''))
  if (!shown || !volume || !nozzle || !inside) return null
  return {
    rule: 'fuel_dispenser_error',
    inputs: {
      oil: measure.oil,
      measure_material: measure.material,
      V_J_L: shown,
      V_B20_L: volume,
      t_J_C: nozzle,
      t_B_C: inside,
    },
  }
}

export interface FlowPoint {
  runs: (Judgement | null)[]
  repeatability: Judgement | null
  /** decimal text, rounded to 0.01 % for reading; null until there is a run */
  mean: string | null
  state: State | null
  /** a single delivery exceeds although the mean keeps within */
  single_exceeds: boolean
}

export function flowPoint(readings: { [field: string]: string }, measure: Measure, on: string): FlowPoint {
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const question = runQuestion(run, readings, measure)
    return question && judge(question, on)
  })
  const errors = runs.flatMap((run) => (run?.evaluation ? [run.evaluation.values.E_V_percent as string] : []))
  const repeatability =
    errors.length === RUNS
      ? judge({ rule: 'fuel_dispenser_repeatability', inputs: { errors_percent: errors } }, on)
      : null
  return { runs, repeatability, ...meanOf(runs, errors, repeatability) }
}

function meanOf(
  runs: readonly (Judgement | null)[],
  errors: readonly string[],
  repeatability: Judgement | null,
): Pick<FlowPoint, 'mean' | 'state' | 'single_exceeds'> {
  const limit = runs.find((run) => run?.evaluation)?.evaluation?.reasons[0]?.limit
  if (errors.length === 0 || limit === undefined) return { mean: null, state: null, single_exceeds: false }
  const mean = divide(errors.map((error) => parse(error)).reduce(add, ZERO), rational(BigInt(errors.length)))
  const exceeds = compare(absolute(mean), parse(limit)) > 0 || repeatability?.evaluation?.verdict === 'fail'
  const single_exceeds = !exceeds && runs.some((run) => run?.evaluation?.verdict === 'fail')
  return { mean: display(mean, 2), state: exceeds ? 'bad' : single_exceeds ? 'warn' : 'ok', single_exceeds }
}

/** What a nozzle's check keeps: every delivery, and their repeatability once there are three; fewer are a screening. */
export function nozzleMeasurements(point: FlowPoint): Measurement[] {
  const runs = point.runs.flatMap((run) => (run ? [measurementOf(run)] : []))
  if (point.repeatability === null) return runs.map((run) => ({ ...run, screening: true }))
  return [...runs, measurementOf(point.repeatability)]
}

export interface NozzleResult {
  /** rounded to 0.01 %, for reading */
  mean: string
  limit: string
  state: State
}

/** What a recorded check came to, read back from its measurements. */
export function nozzleResult(check: Check): NozzleResult | null {
  const runs = check.measurements.filter((one) => one.rule === 'fuel_dispenser_error' && one.phone.verdict !== null)
  const repeat = check.measurements.find((one) => one.rule === 'fuel_dispenser_repeatability')
  const errors = runs.map((one) => String(one.phone.values.E_V_percent))
  const limit = String(runs[0]?.phone.values.mpe_percent ?? '').replace('±', '')
  if (errors.length === 0 || limit === '') return null
  const mean = divide(errors.map((error) => parse(error)).reduce(add, ZERO), rational(BigInt(errors.length)))
  const exceeds = compare(absolute(mean), parse(limit)) > 0 || repeat?.phone.verdict === 'fail'
  const single = runs.some((one) => one.phone.verdict === 'fail')
  return { mean: display(mean, 2), limit, state: exceeds ? 'bad' : single ? 'warn' : 'ok' }
}
