// EV chargers: operating error against a standard, and error of the clock (JJG 1148 for AC, JJG 1149 for DC).
import type { Limit, Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import {
  absolute,
  compare,
  divide,
  fixed,
  multiply,
  type Rational,
  rational,
  roundGbt8170,
  subtract,
} from '../rationals.ts'

export const CHARGER_KINDS: readonly [string, ...string[]] = ['dc', 'ac']
const COMPARISONS = ['full_value', 'rounded']
// Currents at which energies are compared; usual practice, no text seen lists them.
export const LOAD_POINTS = ['I_min', 'half_I_max', 'I_max'] as const
const FIRST_CLASS = 1n
const LAST_CLASS = 2n
const HUNDRED = rational(100n)
// More than any vehicle takes; beyond this a decimal point was forgotten.
const MOST_ENERGY = '10000'
// No text seen says what holds for a clock in service.
const STAGES = ['initial', 'subsequent']
// A clock further off is on another day.
const DAY = 86_400n

export const OPERATING_INPUTS: readonly string[] = [
  'accuracy_class',
  'indicated_kWh',
  'standard_kWh',
  'judge',
  'load_point',
]
export const CLOCK_INPUTS: readonly string[] = ['stage', 'clock_error_s']

/** Whether chargers, like electricity meters, are judged on the rounded error is open: both verdicts are shown. */
export function operatingError(inputs: Inputs, working: Working): void {
  const accuracyClass = fixed(inputs.whole('accuracy_class', FIRST_CLASS, LAST_CLASS), 0)
  const indicated = inputs.decimal('indicated_kWh', { atLeast: '0', atMost: MOST_ENERGY })
  const standard = inputs.decimal('standard_kWh', { above: '0', atMost: MOST_ENERGY })
  inputs.choice('load_point', LOAD_POINTS, LOAD_POINTS[0]) // all are judged alike; the record tells which it was
  const comparison = inputs.choice('judge', COMPARISONS, COMPARISONS[0])
  const errorPercent = multiply(divide(subtract(indicated, standard), standard), HUNDRED)
  working.report('E_percent', 'E = (W_x − W_0) / W_0 × 100 %', errorPercent, '%')
  const rounded = roundedOf(errorPercent, accuracyClass, working)
  const limit = working.tabledLimit(working.number(`mpe_percent_class_${accuracyClass}`))
  working.values.mpe_percent = `±${limit.text}`
  sayHowRoundingFirstDecides(rounded, limit, working)
  if (comparison === 'rounded') {
    working.comparison = comparison
    working.compare('E_rounded', rounded, limit)
  } else {
    working.compare('E_percent', errorPercent, limit)
  }
}

function roundedOf(errorPercent: Rational, accuracyClass: string, working: Working): Rational {
  const interval = working.number(`rounding_interval_percent_class_${accuracyClass}`)
  working.step('rounding_interval_percent', 'd_E', interval.value, interval.unit)
  const rounded = roundGbt8170(errorPercent, interval.value)
  working.report('E_rounded', 'GB/T 8170 (E, d_E)', rounded, '%')
  return rounded
}

function sayHowRoundingFirstDecides(rounded: Rational, limit: Limit, working: Working): void {
  const word = compare(absolute(rounded), limit.value) <= 0 ? 'pass' : 'fail'
  working.report('verdict_if_rounded_first', '|E_rounded| ≤ MPE', word, '1')
}

/** Only the clock of a charger that asks different prices by the hour matters. */
export function clockError(inputs: Inputs, working: Working): void {
  const stage = inputs.choice('stage', STAGES)
  const seconds = secondsOf(inputs)
  working.step('clock_error_s', 'Δt = t_x − t_0', seconds, 's')
  const limit = working.tabledLimit(working.number(`clock_limit_s_${stage}`))
  working.count('limit_s', `Δt_max(${stage})`, limit.value, limit.unit)
  working.compare('clock_error_s', seconds, limit)
}

/** Whole seconds may be a JSON integer; a finer reading is text, so that nobody rounds it into the limit. */
function secondsOf(inputs: Inputs): Rational {
  if (typeof inputs.require('clock_error_s') === 'string') {
    return inputs.decimal('clock_error_s', { atLeast: `-${DAY}`, atMost: `${DAY}` })
  }
  return inputs.whole('clock_error_s', -DAY, DAY)
}
