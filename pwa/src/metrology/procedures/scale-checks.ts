// Scales: accuracy of zero and of tare, eccentric loading, and discrimination (JJG 539, JJG 1204).
import type { Limit, Working } from '../conclusion.ts'
import type { CitedNumber } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import {
  add,
  compare,
  divide,
  exactOr12Digits,
  multiply,
  type Rational,
  rational,
  subtract,
  ZERO,
} from '../rationals.ts'
import { COMMON_INPUTS, maximumPermissibleError, UNITS, UNSTATED } from './weighing.ts'

// A platform is loaded quarter by quarter, or over each of its supports when it has more than four.
const FEWEST_POSITIONS = 4
const MOST_POSITIONS = 12

export const ACCURACY_INPUTS: readonly string[] = ['e', 'unit', 'load_L', 'indication_I', 'additional_dL', 'mpe']
export const ECCENTRICITY_INPUTS: readonly string[] = [...COMMON_INPUTS, 'indications', 'additional_dLs', 'E0', 'mpe']
export const DISCRIMINATION_INPUTS: readonly string[] = [
  'd',
  'unit',
  'load_L',
  'added_weight',
  'indication_before',
  'indication_after',
]

export function zeroAccuracy(inputs: Inputs, working: Working): void {
  accuracy(inputs, working, 'E0', 'zero_accuracy_in_e')
}

/** The same test after the tare device was used: the display stands at zero again, with a tare on the platform. */
export function tareAccuracy(inputs: Inputs, working: Working): void {
  accuracy(inputs, working, 'E_tare', 'tare_accuracy_in_e')
}

/** Each position on its own: errors at two of them never cancel out. */
export function eccentricity(inputs: Inputs, working: Working): void {
  const unit = inputs.choice('unit', UNITS, UNSTATED)
  const interval = inputs.decimal('e', { above: '0' })
  const load = inputs.decimal('load_L', { atLeast: '0' })
  const indications = inputs.decimals('indications', FEWEST_POSITIONS, MOST_POSITIONS)
  const { errors, formula } = errorsAtPositions(inputs, working, indications, load, interval)
  const zeroError = inputs.has('E0') ? inputs.decimal('E0') : ZERO
  const loadInE = divide(load, interval)
  working.report('load_in_e', 'L / e', loadInE, 'e')
  const limit = maximumPermissibleError(inputs, working, loadInE, interval, unit, 'mpe')
  working.values.mpe = `±${limit.text}`
  errors.forEach((error, index) => {
    const name = `E_position_${index + 1}`
    working.report(name, formula, subtract(error, zeroError), unit)
    working.compare(name, subtract(error, zeroError), limit)
  })
}

/** More than the weight laid down moves any display, and less proves nothing, so it must be exactly that. */
export function discrimination(inputs: Inputs, working: Working): void {
  const unit = inputs.choice('unit', UNITS, UNSTATED)
  const interval = inputs.decimal('d', { above: '0' })
  const load = inputs.decimal('load_L', { atLeast: '0' })
  const added = inputs.decimal('added_weight', { above: '0' })
  const before = inputs.decimal('indication_before')
  const change = subtract(inputs.decimal('indication_after'), before)
  working.step('load_in_d', 'L / d', divide(load, interval), 'd')
  const wanted = multiply(working.number('discrimination_weight_in_d').value, interval)
  working.report('required_weight', 'k × d', wanted, unit)
  if (compare(added, wanted) !== 0) throw new MetrologyProblem('added_weight_differs', '/inputs/added_weight')
  const least = inIntervals(working, working.number('discrimination_change_in_d'), interval, unit)
  working.report('change', 'I′ − I', change, unit)
  working.values.least_change = least.text
  working.decide('change', change, least, compare(change, least.value) >= 0)
}

/** Without added weights a display at zero says nothing finer than half an interval, so they are required. */
function accuracy(inputs: Inputs, working: Working, name: string, limitName: string): void {
  const unit = inputs.choice('unit', UNITS, UNSTATED)
  const interval = inputs.decimal('e', { above: '0' })
  // With zero tracking the test is made at a small load instead.
  const load = inputs.has('load_L') ? inputs.decimal('load_L', { atLeast: '0' }) : ZERO
  const indication = inputs.decimal('indication_I')
  const added = inputs.decimal('additional_dL', { atLeast: '0' })
  refuseBeyondTwoIntervals(added, interval, '/inputs/additional_dL')
  const beforeRounding = subtract(add(indication, divide(interval, rational(2n))), added)
  const error = subtract(beforeRounding, load)
  working.report('P', 'P = I + 0.5 e − ΔL', beforeRounding, unit)
  working.report(name, `${name} = P − L`, error, unit)
  const limit = inputs.has('mpe')
    ? working.givenLimit(inputs.decimal('mpe', { above: '0' }), inputs.text('mpe'), unit)
    : inIntervals(working, working.number(limitName), interval, unit)
  working.values.mpe = `±${limit.text}`
  working.compare(name, error, limit)
}

function errorsAtPositions(
  inputs: Inputs,
  working: Working,
  indications: readonly Rational[],
  load: Rational,
  interval: Rational,
): { errors: readonly Rational[]; formula: string } {
  const differences = indications.map((indication) => subtract(indication, load))
  if (!inputs.has('additional_dLs')) {
    working.screening = true
    return { errors: differences, formula: 'E = I − L − E0' }
  }
  const count = indications.length
  const added = inputs.decimals('additional_dLs', count, count, { atLeast: '0' })
  added.forEach((weight, index) => {
    refuseBeyondTwoIntervals(weight, interval, `/inputs/additional_dLs/${index}`)
  })
  const half = divide(interval, rational(2n))
  const errors = differences.map((difference, index) => subtract(add(difference, half), added[index] ?? ZERO))
  return { errors, formula: 'E = I + 0.5 e − ΔL − L − E0' }
}

/** One interval brings the display to its changeover; of two, one is a slipped decimal point. */
function refuseBeyondTwoIntervals(added: Rational, interval: Rational, pointer: string): void {
  if (compare(added, add(interval, interval)) > 0) throw new MetrologyProblem('value_out_of_range', pointer)
}

function inIntervals(working: Working, number: CitedNumber, interval: Rational, unit: string): Limit {
  const value = multiply(number.value, interval)
  return { value, text: exactOr12Digits(value), unit, citation: number.citation, confidence: working.weakest() }
}
