// Focimeters: error of indication on standard lenses, and zero error (JJG 580).
import type { Limit, Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import { absolute, add, divide, type Rational, rational, subtract, ZERO } from '../rationals.ts'

const QUANTITIES = ['vertex_power', 'prism']
const READINGS = 3
// A little beyond what focimeters show; more is a slipped decimal point.
const POWERS = { atLeast: '-30', atMost: '30' }
const ZEROS = { atLeast: '-5', atMost: '5' }
const INTERVALS = { above: '0', atMost: '1' }

export const ERROR_INPUTS: readonly string[] = ['quantity', 'standard', 'readings', 'mpe']
export const ZERO_INPUTS: readonly string[] = ['interval_D', 'zero_sphere_D', 'zero_cylinder_D', 'mpe']

export function error(inputs: Inputs, working: Working): void {
  const quantity = inputs.choice('quantity', QUANTITIES)
  const unit = quantity === 'vertex_power' ? 'D' : 'Δ'
  const standard = inputs.decimal('standard', POWERS)
  const readings = inputs.decimals('readings', READINGS, READINGS, POWERS)
  const mean = divide(readings.reduce(add, ZERO), rational(BigInt(readings.length)))
  const deviation = subtract(mean, standard)
  const symbol = quantity === 'vertex_power' ? 'F' : 'P'
  working.report('mean_reading', `Σ ${symbol} / n`, mean, unit)
  working.report('E', `δ = mean − ${symbol}_standard`, deviation, unit)
  // The sign of a power matters to no limit; a prism has none, so one that was written is not in the table.
  const argument = quantity === 'vertex_power' ? absolute(standard) : standard
  const limit = limitNamed(inputs, working, `mpe_${quantity}`, argument, unit, 'standard')
  working.values.mpe = `±${limit.text}`
  working.compare('E', deviation, limit)
}

/** Read without a lens after the time for warming up; finer instruments are held to a finer limit. */
export function zero(inputs: Inputs, working: Working): void {
  const interval = inputs.decimal('interval_D', INTERVALS)
  const names = ['zero_sphere_D', ...(inputs.has('zero_cylinder_D') ? ['zero_cylinder_D'] : [])]
  const found = names.map((name) => [name, inputs.decimal(name, ZEROS)] as const)
  const limit = limitNamed(inputs, working, 'mpe_zero', interval, 'D', 'interval_D')
  working.values.mpe = `±${limit.text}`
  for (const [name, value] of found) {
    working.report(name, 'F_0', value, 'D')
    working.compare(name, value, limit)
  }
}

function limitNamed(
  inputs: Inputs,
  working: Working,
  table: string,
  argument: Rational,
  unit: string,
  asked: string,
): Limit {
  if (inputs.has('mpe')) return working.givenLimit(inputs.decimal('mpe', { above: '0' }), inputs.text('mpe'), unit)
  const found = working.find(table, argument)
  if (found === null) throw new MetrologyProblem('value_outside_table', `/inputs/${asked}`)
  return working.tabledLimit(found)
}
