// A nozzle: three deliveries into a standard measure at each of two flow points, their mean, and their repeatability.
import type { Measurement } from '@/contract/entities'
import {
  absolute,
  add,
  compare,
  display,
  divide,
  multiply,
  parse,
  type Rational,
  rational,
  ZERO,
} from '@/metrology/rationals'
import type { State } from '@/ui/state'
import { finished } from './decimal-text'
import { type Judgement, judge, measurementOf } from './judging'

/** Flow points of a nozzle, and deliveries at each (JJG 443-2023, studies: domain §4.2); the rule refuses other numbers. */
export const POINTS = ['Q1', 'Q2'] as const
export const RUNS = 3
export type Point = (typeof POINTS)[number]

export const RUN_FIELDS = ['V_J', 'V_B', 't_J', 't_B'] as const
export type RunField = (typeof RUN_FIELDS)[number]
export type Oil = 'gasoline' | 'diesel' | 'kerosene'

export interface Measure {
  oil: Oil
  material: 'stainless' | 'carbon_steel'
}

export function runField(run: number, name: RunField, point: Point = 'Q1'): string {
  return `${point === 'Q1' ? '' : `${point}.`}run${run}.${name}`
}

// Diesel and kerosene as ledgers write them, as escapes: no words for people stand in code.
const DIESEL = /diesel|\u67f4|^[+-]?(0|5|10|20|35|50)#?$/i
const KEROSENE = /kerosene|\u7164/i

export function oilOf(text: string | undefined): Oil {
  const oil = (text ?? '').trim()
  if (KEROSENE.test(oil)) return 'kerosene'
  return DIESEL.test(oil) ? 'diesel' : 'gasoline'
}

/** More than ten times its limit is rather a slip of the decimal point; it is said, and stops nobody. */
export function isFarOff(delivery: Judgement | null | undefined): boolean {
  const reason = delivery?.evaluation?.reasons[0]
  return (
    reason !== undefined && compare(absolute(parse(reason.value)), multiply(parse(reason.limit), rational(10n))) > 0
  )
}

type Readings = { readonly [field: string]: string }

function runInputs(run: number, readings: Readings, point: Point): { [name: string]: string } | null {
  const [shown, volume, nozzle, inside] = RUN_FIELDS.map((name) => finished(readings[runField(run, name, point)] ?? ''))
  if (!shown || !volume || !nozzle || !inside) return null
  return { V_J_L: shown, V_B20_L: volume, t_J_C: nozzle, t_B_C: inside }
}

export interface FlowPoint {
  point: Point
  /** each delivery as soon as it is read */
  runs: (Judgement | null)[]
  /** the point as a whole, once all its deliveries are read */
  whole: Judgement | null
  /** decimal text, rounded to 0.01 % for reading; null until there is a run */
  mean: string | null
  mean_state: State | null
  /** a single delivery exceeds although the mean keeps within */
  single_exceeds: boolean
}

export function flowPoint(readings: Readings, measure: Measure, on: string, point: Point = 'Q1'): FlowPoint {
  const common = { oil: measure.oil, measure_material: measure.material }
  const read = Array.from({ length: RUNS }, (_, run) => runInputs(run, readings, point))
  const runs = read.map((one) => one && judge({ rule: 'fuel_dispenser_error', inputs: { ...common, ...one } }, on))
  const whole = read.includes(null)
    ? null
    : judge({ rule: 'fuel_flow_point', inputs: { ...common, flow_point: point, runs: read } }, on)
  const judged = runs.flatMap((run) => (run?.evaluation ? [run.evaluation] : []))
  if (judged.length === 0) return { point, runs, whole, mean: null, mean_state: null, single_exceeds: false }
  const mean = meanError(judged.map((one) => one.values.E_V_percent as string))
  const exceeds = compare(absolute(mean), parse(judged[0]?.reasons[0]?.limit ?? '')) > 0
  const single_exceeds = !exceeds && judged.some((one) => one.verdict === 'fail')
  const mean_state = exceeds ? 'bad' : single_exceeds ? 'warn' : 'ok'
  return { point, runs, whole, mean: display(mean, 2), mean_state, single_exceeds }
}

function meanError(errors: readonly string[]): Rational {
  return divide(errors.map((error) => parse(error)).reduce(add, ZERO), rational(BigInt(errors.length)))
}

/** The limit in force on the day, before anything is measured. */
export function fuelLimit(on: string): string | null {
  const level = { V_J_L: '20', V_B20_L: '20', t_J_C: '20', t_B_C: '20' }
  const asked = judge(
    { rule: 'fuel_dispenser_error', inputs: { oil: 'gasoline', measure_material: 'stainless', ...level } },
    on,
  )
  return asked.evaluation?.reasons[0]?.limit ?? null
}

/** What a nozzle's check keeps: each flow point as a whole; fewer deliveries by themselves, as a screening. */
export function nozzleMeasurements(points: readonly FlowPoint[]): Measurement[] {
  return points.flatMap(({ runs, whole }) => {
    if (whole?.evaluation) return [measurementOf(whole)]
    return runs.flatMap((run) => (run ? [{ ...measurementOf(run), screening: true }] : []))
  })
}
