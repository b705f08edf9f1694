// A gun of a charging station: three energies against a standard, the clock, and the amount asked, in the order of reading.
import type { Instrument, Measurement } from '@/contract/entities'
import {
  absolute,
  compare,
  divide,
  exactOr12Digits,
  multiply,
  parse,
  type Rational,
  rational,
} from '@/metrology/rationals'
import { finished, shifted } from './decimal-text'
import { type Judgement, judge, measurementOf, type Question } from './judging'
import type { Validity } from './validity'

/** From the least current to the greatest: usual practice, unverified (studies: domain §5). */
export const LOAD_POINTS = ['I_min', 'half_I_max', 'I_max'] as const
export type LoadPoint = (typeof LOAD_POINTS)[number]
export const STEPS = [...LOAD_POINTS, 'clock', 'amount'] as const
export type Step = (typeof STEPS)[number]

/** What is typed at each step, in this order. */
const ENERGIES = ['shown', 'standard'] as const
export const FIELDS = {
  I_min: ENERGIES,
  half_I_max: ENERGIES,
  I_max: ENERGIES,
  clock: ['seconds'],
  amount: ['price', 'energy', 'asked'],
} as const satisfies { [step in Step]: readonly string[] }
export type Field = (typeof FIELDS)[Step][number]

/** Answers that are chosen, kept beside what is typed. */
export const CLASS = 'accuracy_class'
export const TARIFF = 'tariff'
export const CLASSES = ['1', '2'] as const
/** Whether prices differ by the hour: only then is the clock judged. */
export const TARIFFS = ['time_of_use', 'flat'] as const

export type Readings = { readonly [field: string]: string }

export interface Charger {
  /** as the ledger says; null: asked */
  accuracy_class: string | null
  kind: 'dc' | 'ac' | null
  /** of the limit for its clock */
  stage: 'initial' | 'subsequent'
  /** currents of the load points where the ledger knows them, in A */
  amperes: { [point in LoadPoint]: string | null }
}

// As ledgers write them, as escapes: no words for people stand in code.
const CLASS_AS_WRITTEN = /^([12])(?:\.0)?\s*\u7ea7?$/
const ALTERNATING = /\u4ea4\u6d41/
const OFF_BOARD = /\u975e\u8f66\u8f7d|\u76f4\u6d41/

export function chargerOf({ accuracy_class, parameters, name }: Instrument, validity: Validity | null): Charger {
  const most = finished(parameters.maximum_current_A ?? '')
  return {
    accuracy_class: CLASS_AS_WRITTEN.exec(accuracy_class.trim())?.[1] ?? null,
    kind: (['dc', 'ac'] as const).find((one) => one === parameters.kind) ?? kindOf(name),
    stage: stageOf(validity),
    amperes: {
      I_min: finished(parameters.minimum_current_A ?? ''),
      half_I_max: most && halfOf(most),
      I_max: most,
    },
  }
}

function kindOf(name: string): Charger['kind'] {
  if (ALTERNATING.test(name)) return 'ac'
  return OFF_BOARD.test(name) ? 'dc' : null
}

/** No text seen has a limit for a clock in service, so that of a subsequent verification is asked for, or of the first. */
function stageOf(validity: Validity | null): Charger['stage'] {
  const known = validity && (validity.verified_on ?? validity.valid_until ?? validity.certificate_number)
  return known === null ? 'initial' : 'subsequent'
}

function halfOf(current: string): string {
  return exactOr12Digits(divide(parse(current), parse('2')))
}

export function chargerField(step: Step, name: Field): string {
  return `${step}.${name}`
}

export function isLoadPoint(step: string): step is LoadPoint {
  return LOAD_POINTS.some((one) => one === step)
}

export function classOf(charger: Charger, readings: Readings): string | null {
  return charger.accuracy_class ?? CLASSES.find((one) => one === readings[CLASS]) ?? null
}

/** How many of a step's figures are there: none, some or all. */
export function readAt(step: Step, readings: Readings): 'none' | 'some' | 'all' {
  const read = FIELDS[step].filter((name) => finished(readings[chargerField(step, name)] ?? '') !== null)
  return read.length === 0 ? 'none' : read.length < FIELDS[step].length ? 'some' : 'all'
}

/** Nothing is left to ask at this step. */
export function isComplete(step: Step, readings: Readings): boolean {
  return (step === 'clock' && readings[TARIFF] === 'flat') || readAt(step, readings) === 'all'
}

/** The question a step makes, or null while it lacks a figure. */
export function chargerQuestion(step: Step, charger: Charger, readings: Readings): Question | null {
  const [first, second, third] = FIELDS[step].map((name) => finished(readings[chargerField(step, name)] ?? ''))
  const kind = charger.kind === null ? {} : { charger_kind: charger.kind }
  if (step === 'clock') {
    if (!first || readings[TARIFF] !== 'time_of_use') return null
    return { rule: 'ev_charger_clock_error', inputs: { ...kind, stage: charger.stage, clock_error_s: first } }
  }
  if (!first || !second) return null
  if (step === 'amount') {
    const inputs = { ...kind, unit_price: first, energy_kWh: second, shown_amount: third }
    return third ? { rule: 'ev_charger_amount', inputs } : null
  }
  const accuracy_class = classOf(charger, readings)
  if (accuracy_class === null) return null
  const inputs = { ...kind, accuracy_class, load_point: step, indicated_kWh: first, standard_kWh: second }
  return { rule: 'ev_charger_operating_error', inputs }
}

export function judgedAt(step: Step, charger: Charger, readings: Readings, on: string): Judgement | null {
  const question = chargerQuestion(step, charger, readings)
  return question && judge(question, on)
}

/** What a gun's check keeps: every step that is complete, in order. */
export function chargerMeasurements(charger: Charger, readings: Readings, on: string): Measurement[] {
  return STEPS.flatMap((step) => {
    const judged = judgedAt(step, charger, readings, on)
    return judged ? [measurementOf(judged)] : []
  })
}

/** The limit of a class on the day, before anything is measured; null while the class is not known. */
export function chargerLimit(charger: Charger, readings: Readings, on: string): string | null {
  const level = { 'I_min.shown': '1', 'I_min.standard': '1', [CLASS]: readings[CLASS] ?? '' }
  return judgedAt('I_min', charger, level, on)?.evaluation?.reasons[0]?.limit ?? null
}

/** A reading that is more likely a slip than a finding; it is said, and stops nobody. */
export type Doubt = 'far_off' | 'too_little' | 'clock_far' | 'amount_far'

const TEN = rational(10n)
const HOUR = '3600'

export function doubtOf(judgement: Judgement | null): Doubt | null {
  const [reason] = judgement?.evaluation?.reasons ?? []
  if (!judgement || !reason) return null
  const { rule, inputs, evaluation } = judgement
  const [value, limit] = [absolute(parse(reason.value)), parse(reason.limit)]
  if (rule === 'ev_charger_clock_error') return compare(value, parse(HOUR)) > 0 ? 'clock_far' : null
  if (rule === 'ev_charger_amount')
    return compare(multiply(value, TEN), parse(evaluation?.values.exact_amount)) > 0 ? 'amount_far' : null
  if (compare(value, multiply(limit, TEN)) > 0) return 'far_off'
  return isTooLittle(String(inputs.indicated_kWh), limit) ? 'too_little' : null
}

/** One step of the display, as it was typed, weighs more than a tenth of the limit. */
function isTooLittle(shown: string, limit_percent: Rational): boolean {
  const energy = parse(shown)
  if (energy.numerator === 0n) return false // further off than any limit: said already
  const step = parse(shifted('1', -(shown.split('.')[1]?.length ?? 0)))
  return compare(multiply(divide(step, energy), rational(1000n)), limit_percent) > 0
}
