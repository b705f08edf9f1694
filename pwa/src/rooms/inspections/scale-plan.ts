// The procedure of a scale as steps of one reading each, and the questions to the evaluator that the readings make.
import type { Instrument, Measurement } from '@/contract/entities'
import {
  add,
  compare,
  divide,
  exactOr12Digits,
  multiply,
  parse,
  type Rational,
  rational,
  subtract,
} from '@/metrology/rationals'
import { finished, shifted, trimmed } from './decimal-text'
import { type Judgement, judge, measurementOf, type Question } from './judging'

/** What the plate of a scale says, all in one unit (`unit`); readings are typed in the unit it displays. */
export interface Scale {
  accuracy_class: string
  scale_kind: 'price_computing' | 'other'
  /** verification scale interval and capacities, in `unit` */
  e: string
  max: string | null
  min: string | null
  unit: 'g' | 'kg'
  /** unit of the display, and how far its point is from `unit` */
  display: 'g' | 'kg' | 't'
  places: number
}

export interface Step {
  key: string
  kind: 'zero' | 'load' | 'down' | 'corner' | 'repeat'
  /** in the unit of the display */
  load: string
  /** how many readings the step takes */
  slots: number
}

export type Readings = { [field: string]: string }

/** Answers beside the readings: zero tracking that cannot be switched off, and how many positions are loaded. */
export const TRACKING = 'zero.tracking'
export const POSITIONS = 'corner.positions'
/** Set when the loads are also taken off one by one; most visits leave that out, and the record says so. */
export const FALLING = 'down.falling'
/** A platform is loaded on its four quarters; on more supports, over each. Five: with the centre, as older records have it. */
export const SUPPORTS = ['4', '6', '8', '10', '12'] as const
const QUARTERS = 4
const RUNS = 3
const ZERO_LOAD = '10'

// Characters of the name of a price-computing scale, written as escapes: no words for people stand in code.
const PRICE_COMPUTING = /\u8ba1\u4ef7/
const LEAST_INTERVALS = rational(100n)

/** null when the plate is not known well enough to judge: class, interval and unit. */
export function scaleOf(instrument: Instrument): Scale | null {
  const { parameters, accuracy_class, name } = instrument
  const display = (['g', 'kg', 't'] as const).find((unit) => unit === (parameters.unit ?? 'kg'))
  const interval = finished(parameters.verification_scale_interval ?? '')
  if (!display || !interval || !['III', 'IIII'].includes(accuracy_class)) return null
  const unit = display === 't' ? 'kg' : 'g'
  const places = display === 'g' ? 0 : 3
  const max = finished(parameters.maximum_capacity ?? '')
  const min = finished(parameters.minimum_capacity ?? '')
  const inUnit = (text: string | null) => (text === null ? null : trimmed(shifted(text, places)))
  return {
    accuracy_class,
    scale_kind: parameters.scale_kind === 'price_computing' || PRICE_COMPUTING.test(name) ? 'price_computing' : 'other',
    e: isInDisplayUnit(interval, max) ? trimmed(shifted(interval, places)) : interval,
    max: inUnit(max),
    min: inUnit(min),
    unit,
    display,
    places,
  }
}

/** Plates say `Max 30 kg, e = 5 g`; ledgers often copy the 5 alone. No scale has fewer than a hundred intervals. */
function isInDisplayUnit(interval: string, max: string | null): boolean {
  if (max === null) return compare(parse(interval), parse('1')) < 0
  return compare(divide(parse(max), parse(interval)), LEAST_INTERVALS) >= 0
}

/** The guided procedure (studies: domain §3.2): zero, rising loads, falling ones if wanted, off the centre, three times the same. */
export function guidedSteps(scale: Scale, readings: Readings = {}): Step[] {
  const { max } = scale
  const loads = [scale.min ?? inE(scale, LEAST[scale.accuracy_class] ?? '20'), ...seamsOf(scale)]
  const whole = max === null ? [] : [wholeIntervals(scale, 1n, 2n), max]
  const rising = [...new Set([...loads, ...whole])]
    .filter((load) => max === null || compare(parse(load), parse(max)) <= 0)
    .sort((one, other) => compare(parse(one), parse(other)))
    .map((load) => onDisplay(scale, load))
  const most = rising.at(-1) ?? '0'
  const positions = positionsOf(readings)
  // a third of Max on a quarter; over N supports, when there are more than four, Max / (N − 1)
  const parts = positions > QUARTERS + 1 ? BigInt(positions - 1) : 3n
  return [
    { key: 'zero', kind: 'zero', load: readings[TRACKING] ? onDisplay(scale, inE(scale, ZERO_LOAD)) : '0', slots: 1 },
    ...rising.map((load, index): Step => ({ key: `load${index + 1}`, kind: 'load', load, slots: 1 })),
    ...(readings[FALLING] ? fallingSteps(rising) : []),
    {
      key: 'corner',
      kind: 'corner',
      load: max ? onDisplay(scale, wholeIntervals(scale, 1n, parts)) : most,
      slots: positions,
    },
    { key: 'repeat', kind: 'repeat', load: max ? onDisplay(scale, wholeIntervals(scale, 4n, 5n)) : most, slots: RUNS },
  ]
}

/** The same loads down again; the greatest stands on the scale already. */
function fallingSteps(rising: readonly string[]): Step[] {
  return rising
    .slice(0, -1)
    .map((load, index): Step => ({ key: `down${index + 1}`, kind: 'down', load, slots: 1 }))
    .reverse()
}

const LEAST: { readonly [accuracy_class: string]: string } = { III: '20', IIII: '10' }
const SEAMS: { readonly [accuracy_class: string]: readonly string[] } = { III: ['500', '2000'], IIII: ['50', '200'] }

/** Loads up to which a limit holds, in `unit`. */
export function seamsOf(scale: Scale): string[] {
  return (SEAMS[scale.accuracy_class] ?? []).map((count) => inE(scale, count))
}

export function positionsOf(readings: Readings): number {
  return Number([...SUPPORTS, '5'].find((one) => one === readings[POSITIONS]) ?? QUARTERS)
}

function inE(scale: Scale, count: string): string {
  return exactOr12Digits(multiply(parse(scale.e), parse(count)))
}

/** The quick field check: one standard weight, read once. Screening only. Weights are marked in kg, displays differ. */
export function quickSteps(scale: Scale, weight_kg: string): Step[] {
  const places = { g: 3, kg: 0, t: -3 }[scale.display]
  const weight = finished(weight_kg) ?? weight_kg
  return [{ key: 'quick', kind: 'load', load: places === 0 ? weight : trimmed(shifted(weight, places)), slots: 1 }]
}

export const QUICK_READING = field({ key: 'quick', kind: 'load', load: '1', slots: 1 }, 0, 'I')

export function onDisplay(scale: Scale, load: string): string {
  return trimmed(shifted(load, -scale.places))
}

/** A part of Max that weights can make: whole hundreds of intervals, at least one. */
function wholeIntervals(scale: Scale, over: bigint, under: bigint): string {
  const step = multiply(parse(scale.e), parse('100'))
  const part = divide(multiply(parse(scale.max ?? '0'), rational(over)), rational(under))
  const times = divide(part, step)
  const whole = times.numerator / times.denominator
  return exactOr12Digits(multiply(step, rational(whole > 0n ? whole : 1n)))
}

export function field(step: Step, slot: number, name: 'I' | 'dL'): string {
  return `${step.key}.${slot}.${name}`
}

export function loadField(step: Step): string {
  return `${step.key}.L`
}

export function loadOf(step: Step, readings: Readings): string {
  return finished(readings[loadField(step)] ?? '') ?? step.load
}

/** The next indication at which the added weights are counted: I + e. */
export function nextIndication(scale: Scale, indication: string): string | null {
  const shown = finished(indication)
  if (shown === null) return null
  const next = exactOr12Digits(add(parse(shifted(shown, scale.places)), parse(scale.e)))
  const places = Math.max(shown.split('.')[1]?.length ?? 0, shifted(scale.e, -scale.places).split('.')[1]?.length ?? 0)
  const [whole = '', decimals = ''] = shifted(next, -scale.places).split('.')
  return places === 0 ? whole : `${whole}.${decimals.slice(0, places).padEnd(places, '0')}`
}

/** The question one reading makes, or null while it has none. Of a corner or a repetition it shows the error alone. */
export function questionOf(scale: Scale, step: Step, slot: number, readings: Readings): Question | null {
  const indication = typed(readings, step, slot, 'I')
  const added = typed(readings, step, slot, 'dL')
  if (indication === null) return null
  if (step.kind === 'zero') return zeroQuestion(scale, step, indication, added)
  return {
    rule: 'nawi_indication_error',
    inputs: {
      ...common(scale, step, readings),
      indication_I: shifted(indication, scale.places),
      ...(step.kind === 'down' ? { loading: 'falling' } : {}),
      ...(added === null ? {} : { additional_dL: added, ...zeroError(scale, readings) }),
    },
  }
}

/** Without added weights a display at zero says nothing finer than half an interval, so there is no question yet. */
function zeroQuestion(scale: Scale, { load }: Step, indication: string, added: string | null): Question | null {
  if (added === null) return null
  return {
    rule: 'nawi_zero_accuracy',
    inputs: {
      e: scale.e,
      unit: scale.unit,
      ...(load === '0' ? {} : { load_L: shifted(load, scale.places) }),
      indication_I: shifted(indication, scale.places),
      additional_dL: added,
    },
  }
}

/** All positions as one question; with added weights at each of them, or at none. */
function cornerQuestion(scale: Scale, step: Step, readings: Readings): Question | null {
  const shown = slotsOf(step).map((slot) => typed(readings, step, slot, 'I'))
  const added = slotsOf(step).map((slot) => typed(readings, step, slot, 'dL'))
  if (shown.includes(null) || isMixed(added)) return null
  return {
    rule: 'nawi_eccentricity',
    inputs: {
      ...common(scale, step, readings),
      indications: shown.map((one) => shifted(one ?? '', scale.places)),
      ...(added.includes(null) ? {} : { additional_dLs: added, ...zeroError(scale, readings) }),
    },
  }
}

/** Three indications of the same load; without added weights their spread is that of the display. */
function repeatQuestion(scale: Scale, step: Step, readings: Readings): Question | null {
  const values = slotsOf(step).map((slot) =>
    beforeRounding(scale, typed(readings, step, slot, 'I'), typed(readings, step, slot, 'dL')),
  )
  if (values.includes(null) || isMixed(slotsOf(step).map((slot) => typed(readings, step, slot, 'dL')))) return null
  return { rule: 'nawi_repeatability', inputs: { ...common(scale, step, readings), P_values: values } }
}

/** What a step is judged by, once all its readings are there. */
export function stepQuestion(scale: Scale, step: Step, readings: Readings): Question | null {
  if (step.kind === 'corner') return cornerQuestion(scale, step, readings)
  return step.kind === 'repeat' ? repeatQuestion(scale, step, readings) : questionOf(scale, step, 0, readings)
}

export function questionsOf(scale: Scale, steps: readonly Step[], readings: Readings): Question[] {
  return steps.flatMap((step) => {
    const question = readings[outField(step)] ? null : stepQuestion(scale, step, readings)
    return question ? [question] : []
  })
}

/** Set when the place does not allow this step; what was typed stays in the draft until the check is complete. */
export function outField(step: Step): string {
  return `${step.key}.out`
}

export function judgedStep(scale: Scale, step: Step, readings: Readings, on: string): Judgement | null {
  const question = stepQuestion(scale, step, readings)
  if (!question) return null
  const judged = judge(question, on)
  if (step.kind !== 'repeat' || typed(readings, step, 0, 'dL') !== null || !judged.evaluation) return judged
  // the rule is given values before rounding, and cannot know that these are what the display showed
  return { ...judged, evaluation: { ...judged.evaluation, screening: true } }
}

/** What the check keeps: every step that is complete and was not left out. */
export function scaleMeasurements(scale: Scale, steps: readonly Step[], readings: Readings, on: string): Measurement[] {
  return steps.flatMap((step) => {
    const judged = readings[outField(step)] ? null : judgedStep(scale, step, readings, on)
    return judged ? [measurementOf(judged)] : []
  })
}

export function slotsOf(step: Step): number[] {
  return Array.from({ length: step.slots }, (_, slot) => slot)
}

export function typed(readings: Readings, step: Step, slot: number, name: 'I' | 'dL'): string | null {
  return finished(readings[field(step, slot, name)] ?? '')
}

export function isMixed(added: readonly (string | null)[]): boolean {
  return added.includes(null) && added.some((one) => one !== null)
}

function common(scale: Scale, step: Step, readings: Readings) {
  return {
    accuracy_class: scale.accuracy_class,
    scale_kind: scale.scale_kind,
    e: scale.e,
    load_L: shifted(loadOf(step, readings), scale.places),
    stage: 'in_service',
    unit: scale.unit,
  }
}

function beforeRounding(scale: Scale, indication: string | null, added: string | null): string | null {
  if (indication === null) return null
  const shown = parse(shifted(indication, scale.places))
  return exactOr12Digits(added === null ? shown : changeover(scale, shown, added))
}

function changeover(scale: Scale, shown: Rational, extra: string): Rational {
  return subtract(add(shown, divide(parse(scale.e), parse('2'))), parse(extra))
}

/** E0 = I + e/2 − ΔL − L of the zero; nothing unless it was taken with added weights and not left out. */
function zeroError(scale: Scale, readings: Readings): { E0?: string } {
  const [step] = guidedSteps(scale, readings)
  if (!step || readings[outField(step)]) return {}
  const found = beforeRounding(scale, typed(readings, step, 0, 'I'), typed(readings, step, 0, 'dL'))
  if (found === null || typed(readings, step, 0, 'dL') === null) return {}
  return { E0: exactOr12Digits(subtract(parse(found), parse(shifted(step.load, scale.places)))) }
}
