// Fuel dispensers: error of one delivery against a standard measure, and repeatability of a flow point (JJG 443).
import type { Limit, Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import {
  add,
  display,
  divide,
  maximum,
  minimum,
  multiply,
  ONE,
  type Rational,
  rational,
  subtract,
  ZERO,
} from '../rationals.ts'

const OILS = ['gasoline', 'kerosene', 'diesel']
const MATERIALS = ['stainless', 'carbon_steel']
const METHODS = ['range', 'range_over_dn_1_69']
const LEAST_RUNS = 3
// Wider than any forecourt, yet narrow enough that a slipped decimal point is refused instead of judged.
const TEMPERATURES = { atLeast: '-60', atMost: '100' }
const HUNDRED = rational(100n)

export const ERROR_INPUTS: readonly string[] = [
  'oil',
  'measure_material',
  'V_J_L',
  'V_B20_L',
  't_J_C',
  't_B_C',
  'mpe_percent',
]
export const REPEATABILITY_INPUTS: readonly string[] = ['errors_percent', 'limit_percent', 'method']

export function error(inputs: Inputs, working: Working): void {
  const shown = inputs.decimal('V_J_L', { atLeast: '0' })
  const volume = volumeOfMeasure(inputs, working)
  const errorPercent = multiply(divide(subtract(shown, volume), volume), HUNDRED)
  working.report('E_V_percent', 'E_V = (V_J − V_Bt) / V_Bt × 100 %', errorPercent, '%')
  // Shown for the certificate; the comparison below uses the full value.
  working.report('E_V_rounded_0_01', 'GB/T 8170 (E_V, 0.01 %)', display(errorPercent, 2), '%')
  const limit = limitNamed(inputs, working, 'mpe_percent')
  working.values.mpe_percent = `±${limit.text}`
  working.compare('E_V_percent', errorPercent, limit)
}

/** The range is stricter and the default; no text seen so far says which of the two the regulation means. */
export function repeatability(inputs: Inputs, working: Working): void {
  const errors = inputs.decimals('errors_percent', LEAST_RUNS)
  const method = inputs.choice('method', METHODS, METHODS[0])
  const mean = divide(errors.reduce(add, ZERO), rational(BigInt(errors.length)))
  working.report('mean_percent', 'Σ E / n', mean, '%')
  const range = subtract(maximum(...errors), minimum(...errors))
  let result = range
  working.report('range_percent', 'E_max − E_min', range, '%')
  if (errors.length === LEAST_RUNS) {
    const reduced = divide(range, working.number('range_divisor_three_runs').value)
    working.report('range_over_dn_1_69', '(E_max − E_min) / d_n', reduced, '%')
    if (method !== 'range') result = reduced
  } else if (method !== 'range') {
    throw new MetrologyProblem('method_needs_three_runs', '/inputs/errors_percent')
  }
  const limit = limitNamed(inputs, working, 'limit_percent')
  working.compare(method === 'range' ? 'range_percent' : method, result, limit)
}

/** The measure's volume at 20 °C, carried to the temperatures of the oil and of the measure. */
function volumeOfMeasure(inputs: Inputs, working: Working): Rational {
  const volume = inputs.decimal('V_B20_L', { above: '0' })
  const atNozzle = inputs.decimal('t_J_C', TEMPERATURES)
  const inMeasure = inputs.decimal('t_B_C', TEMPERATURES)
  const oil = working.number(`beta_oil_${inputs.choice('oil', OILS)}`).value
  const steel = working.number(`beta_measure_${inputs.choice('measure_material', MATERIALS)}`).value
  const reference = working.number('reference_temperature_C').value
  working.step('beta_oil', 'β_Y', oil, '/°C')
  working.step('beta_measure', 'β_B', steel, '/°C')
  const byOil = multiply(oil, subtract(atNozzle, inMeasure))
  const bySteel = multiply(steel, subtract(inMeasure, reference))
  const corrected = multiply(volume, add(ONE, add(byOil, bySteel)))
  working.report('V_Bt', 'V_Bt = V_B20 × [1 + β_Y (t_J − t_B) + β_B (t_B − 20)]', corrected, 'L')
  return corrected
}

function limitNamed(inputs: Inputs, working: Working, name: string): Limit {
  if (inputs.has(name)) return working.givenLimit(inputs.decimal(name, { above: '0' }), inputs.text(name), '%')
  return working.tabledLimit(working.number(name))
}
