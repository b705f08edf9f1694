// Scales: error of indication by the changeover point, and repeatability (OIML R 76, JJG 539).
import type { Limit, Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import {
  add,
  divide,
  exactOr12Digits,
  maximum,
  minimum,
  multiply,
  ONE,
  type Rational,
  rational,
  subtract,
  ZERO,
} from '../rationals.ts'

export const SCALE_KINDS: readonly [string, ...string[]] = ['price_computing', 'other']
const CLASSES = ['III', 'IIII']
const STAGES = ['initial', 'subsequent', 'in_service']
export const UNITS = ['mg', 'g', 'kg', 't']
export const UNSTATED = ''
const LEAST_WEIGHINGS = 3

export const COMMON_INPUTS = ['accuracy_class', 'e', 'load_L', 'stage', 'unit']
export const INDICATION_INPUTS: readonly string[] = [
  ...COMMON_INPUTS,
  'indication_I',
  'additional_dL',
  'E0',
  'mpe',
  'loading',
]
// Weights are put on, or taken off one after the other.
const LOADINGS = ['rising', 'falling']
export const REPEATABILITY_INPUTS: readonly string[] = [...COMMON_INPUTS, 'P_values', 'abs_mpe']

/** Without the added weights the rounding of the display stays in the error, so that is only a screening. */
export function indicationError(inputs: Inputs, working: Working): void {
  const unit = inputs.choice('unit', UNITS, UNSTATED)
  const interval = inputs.decimal('e', { above: '0' })
  const load = inputs.decimal('load_L', { atLeast: '0' })
  inputs.choice('loading', LOADINGS, LOADINGS[0]) // both are judged alike; the record tells which it was
  const error = errorOf(inputs, working, load, interval, unit)
  const zeroError = inputs.has('E0') ? inputs.decimal('E0') : ZERO
  const corrected = subtract(error, zeroError)
  working.report('Ec', 'Ec = E − E0', corrected, unit)
  const loadInE = divide(load, interval)
  working.report('load_in_e', 'L / e', loadInE, 'e')
  const limit = maximumPermissibleError(inputs, working, loadInE, interval, unit, 'mpe')
  working.values.mpe = `±${limit.text}`
  working.compare('Ec', corrected, limit)
}

export function repeatability(inputs: Inputs, working: Working): void {
  const unit = inputs.choice('unit', UNITS, UNSTATED)
  const interval = inputs.decimal('e', { above: '0' })
  const load = inputs.decimal('load_L', { atLeast: '0' })
  const indications = inputs.decimals('P_values', LEAST_WEIGHINGS)
  const spread = subtract(maximum(...indications), minimum(...indications))
  working.report('range', 'P_max − P_min', spread, unit)
  const loadInE = divide(load, interval)
  working.step('load_in_e', 'L / e', loadInE, 'e')
  const limit = maximumPermissibleError(inputs, working, loadInE, interval, unit, 'abs_mpe')
  working.values.abs_mpe = limit.text
  working.compare('range', spread, limit)
}

function errorOf(inputs: Inputs, working: Working, load: Rational, interval: Rational, unit: string): Rational {
  const indication = inputs.decimal('indication_I')
  if (!inputs.has('additional_dL')) {
    working.screening = true
    const error = subtract(indication, load)
    working.report('E', 'E = I − L', error, unit)
    return error
  }
  const added = inputs.decimal('additional_dL', { atLeast: '0' })
  const beforeRounding = subtract(add(indication, divide(interval, rational(2n))), added)
  const error = subtract(beforeRounding, load)
  working.report('P', 'P = I + 0.5 e − ΔL', beforeRounding, unit)
  working.report('E', 'E = P − L', error, unit)
  return error
}

export function maximumPermissibleError(
  inputs: Inputs,
  working: Working,
  loadInE: Rational,
  interval: Rational,
  unit: string,
  givenAs: string,
): Limit {
  const accuracyClass = inputs.choice('accuracy_class', CLASSES)
  const stage = inputs.choice('stage', STAGES)
  if (inputs.has(givenAs)) {
    return working.givenLimit(inputs.decimal(givenAs, { above: '0' }), inputs.text(givenAs), unit)
  }
  const inE = working.find(`mpe_${accuracyClass}`, loadInE)
  if (inE === null) throw new MetrologyProblem('value_outside_table', '/inputs/load_L')
  working.step('mpe_in_e', `MPE(${accuracyClass}, L / e)`, inE.value, 'e')
  let factor = ONE
  if (stage === 'in_service') {
    factor = working.number('in_service_factor').value
    working.step('in_service_factor', 'k', factor, '1')
  }
  const value = multiply(multiply(inE.value, factor), interval)
  working.step('mpe', 'MPE = k × MPE(e) × e', value, unit)
  // What the table multiplies out to is computed, so it is quoted without the table's trailing zeros.
  return { value, text: exactOr12Digits(value), unit, citation: inE.citation, confidence: working.weakest() }
}
