// The procedure of a scale as steps of one reading each, and the questions to the evaluator that the readings make.
import type { Instrument } from '@/contract/entities'
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
import type { Question } from './judging'

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
  kind: 'zero' | 'load' | 'corner' | 'repeat'
  /** in the unit of the display */
  load: string
  /** how many readings the step takes */
  slots: number
}

export type Readings = { [field: string]: string }

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

/** The guided procedure: zero, the loads where the limit changes, the corners, and three times the same. */
export function guidedSteps(scale: Scale): Step[] {
  const inE = (count: string) => exactOr12Digits(multiply(parse(scale.e), parse(count)))
  const changes = scale.accuracy_class === 'III' ? ['20', '500', '2000'] : ['10', '50', '200']
  const loads = [...changes.map(inE), ...(scale.max ? [scale.max] : [])]
  const reachable = loads.filter((load) => scale.max === null || compare(parse(load), parse(scale.max)) <= 0)
  const shown = [...new Set(reachable)].map((load) => onDisplay(scale, load))
  const third = scale.max ? onDisplay(scale, wholeIntervals(scale, '1', '3')) : (shown.at(-1) ?? '0')
  const most = scale.max ? onDisplay(scale, wholeIntervals(scale, '4', '5')) : (shown.at(-1) ?? '0')
  return [
    { key: 'zero', kind: 'zero', load: '0', slots: 1 },
    ...shown.map((load, index): Step => ({ key: `load${index + 1}`, kind: 'load', load, slots: 1 })),
    { key: 'corner', kind: 'corner', load: third, slots: 5 },
    { key: 'repeat', kind: 'repeat', load: most, slots: 3 },
  ]
}

/** The quick field check: one standard weight, read once. Screening only. Weights are marked in kg, displays differ. */
export function quickSteps(scale: Scale, weight_kg: string): Step[] {
  const places = { g: 3, kg: 0, t: -3 }[scale.display]
  const weight = finished(weight_kg) ?? weight_kg
  return [{ key: 'quick', kind: 'load', load: places === 0 ? weight : trimmed(shifted(weight, places)), slots: 1 }]
}

export const QUICK_READING = field({ key: 'quick', kind: 'load', load: '1', slots: 1 }, 0, 'I')

function onDisplay(scale: Scale, load: string): string {
  return trimmed(shifted(load, -scale.places))
}

/** A part of Max that weights can make: whole hundreds of intervals, at least one. */
function wholeIntervals(scale: Scale, over: string, under: string): string {
  const step = multiply(parse(scale.e), parse('100'))
  const part = divide(multiply(parse(scale.max ?? '0'), parse(over)), parse(under))
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
  const typed = finished(indication)
  if (typed === null) return null
  const next = exactOr12Digits(add(parse(shifted(typed, scale.places)), parse(scale.e)))
  const places = Math.max(typed.split('.')[1]?.length ?? 0, shifted(scale.e, -scale.places).split('.')[1]?.length ?? 0)
  const [whole = '', decimals = ''] = shifted(next, -scale.places).split('.')
  return places === 0 ? whole : `${whole}.${decimals.slice(0, places).padEnd(places, '0')}`
}

/** The question one slot makes, or null while it has no reading. */
export function questionOf(scale: Scale, step: Step, slot: number, readings: Readings): Question | null {
  const indication = finished(readings[field(step, slot, 'I')] ?? '')
  if (indication === null) return null
  const added = finished(readings[field(step, slot, 'dL')] ?? '')
  const zero = step.kind === 'zero' ? null : zeroError(scale, readings)
  return {
    rule: 'nawi_indication_error',
    inputs: {
      ...common(scale, step, readings),
      indication_I: shifted(indication, scale.places),
      ...(added === null ? {} : { additional_dL: added }),
      ...(added === null || zero === null ? {} : { E0: zero }),
    },
  }
}

/** Three indications of the same load; without added weights their spread is that of the display. */
export function repeatQuestion(scale: Scale, step: Step, readings: Readings): Question | null {
  const slots = Array.from({ length: step.slots }, (_, slot) => slot)
  const values = slots.map((slot) =>
    beforeRounding(scale, readings[field(step, slot, 'I')], readings[field(step, slot, 'dL')]),
  )
  if (values.some((value) => value === null)) return null
  return { rule: 'nawi_repeatability', inputs: { ...common(scale, step, readings), P_values: values } }
}

export function questionsOf(scale: Scale, steps: readonly Step[], readings: Readings): Question[] {
  return steps.flatMap((step) => {
    if (step.kind === 'repeat') return [repeatQuestion(scale, step, readings)].filter((one) => one !== null)
    return Array.from({ length: step.slots }, (_, slot) => questionOf(scale, step, slot, readings)).filter(
      (one) => one !== null,
    )
  })
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

function beforeRounding(scale: Scale, typed: string | undefined, added: string | undefined): string | null {
  const indication = finished(typed ?? '')
  if (indication === null) return null
  const shown = parse(shifted(indication, scale.places))
  const extra = finished(added ?? '')
  return exactOr12Digits(extra === null ? shown : changeover(scale, shown, extra))
}

function changeover(scale: Scale, shown: Rational, extra: string): Rational {
  return subtract(add(shown, divide(parse(scale.e), parse('2'))), parse(extra))
}

/** E0 = I + e/2 − ΔL at zero; null unless the zero was taken with added weights. */
function zeroError(scale: Scale, readings: Readings): string | null {
  const indication = finished(readings['zero.0.I'] ?? '')
  const added = finished(readings['zero.0.dL'] ?? '')
  if (indication === null || added === null) return null
  return exactOr12Digits(
    subtract(
      changeover(scale, parse(shifted(indication, scale.places)), added),
      parse(finished(readings['zero.L'] ?? '') ?? '0'),
    ),
  )
}
