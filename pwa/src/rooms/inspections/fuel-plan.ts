// A nozzle: three deliveries at one flow point into a standard measure, their mean, and their repeatability.
import type { Check, Measurement } from '@/contract/entities'
import { display } from '@/metrology/rationals'
import type { State } from '@/ui/state'
import { isBeyond, meanError, RUNS, refuses } from './deciding'
import { finished } from './decimal-text'
import { type Judgement, judge, measurementOf, type Question } from './judging'

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
  mean_state: State | null
  /** a single delivery exceeds although the mean keeps within */
  single_exceeds: boolean
}

export function flowPoint(readings: { [field: string]: string }, measure: Measure, on: string): FlowPoint {
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const question = runQuestion(run, readings, measure)
    return question && judge(question, on)
  })
  const judged = runs.flatMap((run) => (run?.evaluation ? [run.evaluation] : []))
  const errors = judged.map((one) => one.values.E_V_percent as string)
  const repeatability =
    errors.length === RUNS
      ? judge({ rule: 'fuel_dispenser_repeatability', inputs: { errors_percent: errors } }, on)
      : null
  const limit = judged[0]?.reasons[0]?.limit
  if (limit === undefined) return { runs, repeatability, mean: null, mean_state: null, single_exceeds: false }
  const mean = meanError(errors)
  const exceeds = isBeyond(mean, limit)
  const single_exceeds = !exceeds && judged.some((one) => one.verdict === 'fail')
  return {
    runs,
    repeatability,
    mean: display(mean, 2),
    mean_state: exceeds ? 'bad' : single_exceeds ? 'warn' : 'ok',
    single_exceeds,
  }
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
  if (limit === '') return null
  const mean = meanError(errors)
  const exceeds = isBeyond(mean, limit) || repeat?.phone.verdict === 'fail'
  const single = runs.some((one) => one.phone.verdict === 'fail')
  const refused = runs.some((one) => refuses(one.phone))
  return { mean: display(mean, 2), limit, state: refused ? 'stop' : exceeds ? 'bad' : single ? 'warn' : 'ok' }
}
