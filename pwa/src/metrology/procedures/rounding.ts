// Rounding a value to a rounding interval by GB/T 8170.
import type { Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { fixed, roundGbt8170 } from '../rationals.ts'

export const ROUND_INPUTS: readonly string[] = ['value', 'interval']

/** The result shows as many decimals as the interval was written with. */
export function gbt8170Round(inputs: Inputs, working: Working): void {
  const value = inputs.decimal('value')
  const interval = inputs.decimal('interval', { above: '0' })
  const places = (inputs.text('interval').split('.')[1] ?? '').length
  const rounded = roundGbt8170(value, interval)
  working.report('rounded', 'GB/T 8170 (X, interval)', fixed(rounded, places), '1')
}
