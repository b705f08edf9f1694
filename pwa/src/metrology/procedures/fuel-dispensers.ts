// Fuel dispensers: error of one delivery by a standard measure, repeatability, and a whole flow point (JJG 443).
import type { Limit, Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import {
  add,
  compare,
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
const POINTS = ['Q1', 'Q2']
const METHODS = ['range', 'range_over_dn_1_69']
const LEAST_RUNS = 3
// Wider than any forecourt, yet narrow enough that a slipped decimal point is refused instead of judged.
const TEMPERATURES = { atLeast: '-60', atMost: '100' }
// Measures hold 20, 50 or 100 L; their necks are read in millimetres.
const NECK = { atLeast: '0', atMost: '1000' }
const HUNDRED = rational(100n)
const THOUSAND = rational(1000n)

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
export const MEASURE_INPUTS: readonly string[] = ['nominal_L', 'neck_zero_mm', 'neck_reading_mm', 'neck_mL_per_mm']
const RUN_INPUTS = ['V_J_L', 'V_B20_L', 't_J_C', 't_B_C']
export const FLOW_POINT_INPUTS: readonly string[] = [
  'flow_point',
  'runs',
  'oil',
  'measure_material',
  'mpe_percent',
  'limit_percent',
  'method',
]

/** One filling of the measure, as read. */
interface Delivery {
  readonly shown: Rational
  readonly volumeAt20: Rational
  readonly atNozzle: Rational
  readonly inMeasure: Rational
}

/** What a degree adds to the oil and to the measure, whose volume holds at the reference temperature. */
interface Expansion {
  readonly oil: Rational
  readonly measure: Rational
  readonly reference: Rational
}

type Errors = readonly [Rational, ...Rational[]]

export function error(inputs: Inputs, working: Working): void {
  judgeDelivery(inputs, working, 'mpe_percent')
}

/** One delivery of the least quantity that the dispenser may measure, which has a wider limit of its own. */
export function minimumQuantityError(inputs: Inputs, working: Working): void {
  judgeDelivery(inputs, working, 'mpe_percent_minimum_quantity')
}

/** What stands in the measure, from the scale on its neck; the volume at 20 °C that the other rules ask for. */
export function measureVolume(inputs: Inputs, working: Working): void {
  const nominal = inputs.decimal('nominal_L', { above: '0', atMost: '1000' })
  const zero = inputs.decimal('neck_zero_mm', NECK)
  const reading = inputs.decimal('neck_reading_mm', NECK)
  const perMm = inputs.decimal('neck_mL_per_mm', { above: '0', atMost: '100' })
  const volume = add(nominal, divide(multiply(subtract(reading, zero), perMm), THOUSAND))
  if (compare(volume, ZERO) <= 0) throw new MetrologyProblem('value_out_of_range', '/inputs/neck_reading_mm')
  working.report('V_B20_L', 'V_B20 = V_nominal + (h − h_0) × k / 1000', volume, 'L')
}

function judgeDelivery(inputs: Inputs, working: Working, tabled: string): void {
  const errorPercent = errorOf(deliveryOf(inputs), expansionOf(inputs, working), working)
  // Shown for the certificate; the comparison below uses the full value.
  working.report('E_V_rounded_0_01', 'GB/T 8170 (E_V, 0.01 %)', display(errorPercent, 2), '%')
  const limit = limitNamed(inputs, working, 'mpe_percent', tabled)
  working.values.mpe_percent = `±${limit.text}`
  working.compare('E_V_percent', errorPercent, limit)
}

export function minimumQuantityRepeatability(inputs: Inputs, working: Working): void {
  const errors = inputs.decimals('errors_percent', LEAST_RUNS)
  meanOf(errors, working)
  judgeSpread(inputs, working, errors, 'errors_percent', 'limit_percent_minimum_quantity')
}

/** The range is stricter and the default; no text seen so far says which of the two the regulation means. */
export function repeatability(inputs: Inputs, working: Working): void {
  const errors = inputs.decimals('errors_percent', LEAST_RUNS)
  meanOf(errors, working)
  judgeSpread(inputs, working, errors, 'errors_percent')
}

/** The mean of the runs keeps within the limit of error, and their spread within that of repeatability. */
export function flowPoint(inputs: Inputs, working: Working): void {
  inputs.choice('flow_point', POINTS, POINTS[0]) // both are judged alike; the record tells which it was
  const [firstRun, ...otherRuns] = deliveriesOf(inputs, working)
  const expansion = expansionOf(inputs, working)
  const errors: Errors = [
    errorOf(firstRun, expansion, working, 'run_1_'),
    ...otherRuns.map((delivery, index) => errorOf(delivery, expansion, working, `run_${index + 2}_`)),
  ]
  const mean = meanOf(errors, working)
  const limit = limitNamed(inputs, working, 'mpe_percent')
  working.values.mpe_percent = `±${limit.text}`
  working.compare('mean_percent', mean, limit)
  working.values.limit_percent = judgeSpread(inputs, working, errors, 'runs').text
}

function deliveriesOf(inputs: Inputs, working: Working): readonly [Delivery, ...Delivery[]] {
  const runs = inputs.groups('runs', RUN_INPUTS)
  const wanted = working.number('runs_per_flow_point')
  const [firstRun, ...otherRuns] = runs
  if (firstRun === undefined || compare(rational(BigInt(runs.length)), wanted.value) !== 0) {
    throw new MetrologyProblem('runs_not_as_edition', '/inputs/runs')
  }
  working.step('runs_per_flow_point', 'n', wanted.value, wanted.unit)
  return [deliveryOf(firstRun), ...otherRuns.map(deliveryOf)]
}

function meanOf(errors: Errors, working: Working): Rational {
  const mean = divide(errors.reduce(add, ZERO), rational(BigInt(errors.length)))
  working.report('mean_percent', 'Σ E / n', mean, '%')
  return mean
}

function judgeSpread(
  inputs: Inputs,
  working: Working,
  errors: Errors,
  givenAs: string,
  tabled = 'limit_percent',
): Limit {
  const method = inputs.choice('method', METHODS, METHODS[0])
  const range = subtract(maximum(...errors), minimum(...errors))
  let result = range
  working.report('range_percent', 'E_max − E_min', range, '%')
  if (errors.length === LEAST_RUNS) {
    const reduced = divide(range, working.number('range_divisor_three_runs').value)
    working.report('range_over_dn_1_69', '(E_max − E_min) / d_n', reduced, '%')
    if (method !== 'range') result = reduced
  } else if (method !== 'range') {
    throw new MetrologyProblem('method_needs_three_runs', `/inputs/${givenAs}`)
  }
  const limit = limitNamed(inputs, working, 'limit_percent', tabled)
  working.compare(method === 'range' ? 'range_percent' : method, result, limit)
  return limit
}

function deliveryOf(inputs: Inputs): Delivery {
  return {
    shown: inputs.decimal('V_J_L', { atLeast: '0' }),
    volumeAt20: inputs.decimal('V_B20_L', { above: '0' }),
    atNozzle: inputs.decimal('t_J_C', TEMPERATURES),
    inMeasure: inputs.decimal('t_B_C', TEMPERATURES),
  }
}

function expansionOf(inputs: Inputs, working: Working): Expansion {
  const oil = working.number(`beta_oil_${inputs.choice('oil', OILS)}`).value
  const steel = working.number(`beta_measure_${inputs.choice('measure_material', MATERIALS)}`).value
  const reference = working.number('reference_temperature_C').value
  working.step('beta_oil', 'β_Y', oil, '/°C')
  working.step('beta_measure', 'β_B', steel, '/°C')
  return { oil, measure: steel, reference }
}

/** Above zero when the dispenser shows more than it delivered. */
function errorOf(delivery: Delivery, expansion: Expansion, working: Working, run = ''): Rational {
  const volume = volumeOfMeasure(delivery, expansion)
  working.report(`${run}V_Bt`, 'V_Bt = V_B20 × [1 + β_Y (t_J − t_B) + β_B (t_B − 20)]', volume, 'L')
  const errorPercent = multiply(divide(subtract(delivery.shown, volume), volume), HUNDRED)
  working.report(`${run}E_V_percent`, 'E_V = (V_J − V_Bt) / V_Bt × 100 %', errorPercent, '%')
  return errorPercent
}

/** The measure's volume at 20 °C, carried to the temperatures of the oil and of the measure. */
function volumeOfMeasure({ volumeAt20, atNozzle, inMeasure }: Delivery, expansion: Expansion): Rational {
  const byOil = multiply(expansion.oil, subtract(atNozzle, inMeasure))
  const bySteel = multiply(expansion.measure, subtract(inMeasure, expansion.reference))
  return multiply(volumeAt20, add(ONE, add(byOil, bySteel)))
}

function limitNamed(inputs: Inputs, working: Working, name: string, tabled = name): Limit {
  if (inputs.has(name)) return working.givenLimit(inputs.decimal(name, { above: '0' }), inputs.text(name), '%')
  return working.tabledLimit(working.number(tabled))
}
