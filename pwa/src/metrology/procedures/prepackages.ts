// Pre-packages: the tolerable deficiency T of a nominal quantity, rounded as the rule for goods says (OIML R 87).
import type { Working } from '../conclusion.ts'
import type { Citation } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import { divide, multiply, type Rational, rational, roundGbt8170, roundUp } from '../rationals.ts'

export const UNITS = ['g', 'mL']
const UNSTATED = ''
const HUNDRED = rational(100n)

export const T_INPUTS: readonly string[] = ['nominal_g_or_mL', 'unit']

/** T as the table gives it, the interval it is rounded to, and T as an item is judged by it. */
export interface TolerableDeficiency {
  readonly raw: Rational
  readonly interval: Rational
  /** The text says 修约, which is GB/T 8170. */
  readonly rounded: Rational
  readonly citation: Citation
}

/** Both roundings, because no text seen so far settles which is meant. */
export function tolerableDeficiency(inputs: Inputs, working: Working): void {
  const unit = inputs.choice('unit', UNITS, UNSTATED)
  const nominal = inputs.decimal('nominal_g_or_mL', { above: '0' })
  const found = deficiencyOf(working, nominal, '/inputs/nominal_g_or_mL')
  working.report('T_raw', 'T(Q_n)', found.raw, unit)
  working.step('T_rounding_interval', 'i(Q_n)', found.interval, unit)
  working.report('T_gbt8170', 'GB/T 8170 (T, i)', found.rounded, unit)
  working.report('T_round_up', '⌈T / i⌉ × i', roundUp(found.raw, found.interval), unit)
}

/** The table has two columns, a percentage of Q_n or a quantity, and fills one of them in each row. */
export function deficiencyOf(working: Working, nominal: Rational, pointer: string): TolerableDeficiency {
  const percent = working.find('T_percent', nominal)
  const found = percent ?? working.find('T_absolute', nominal)
  const interval = working.find('T_rounding_interval', nominal)
  if (found === null || interval === null) throw new MetrologyProblem('value_outside_table', pointer)
  const raw = percent === null ? found.value : divide(multiply(nominal, found.value), HUNDRED)
  const rounded = roundGbt8170(raw, interval.value)
  return { raw, interval: interval.value, rounded, citation: found.citation }
}
