// Pre-packages: the tolerable deficiency T of a nominal quantity, and a single item judged by it (OIML R 87).
import type { Working } from '../conclusion.ts'
import type { Citation } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import {
  compare,
  divide,
  exactOr12Digits,
  multiply,
  type Rational,
  rational,
  roundGbt8170,
  roundUp,
  subtract,
} from '../rationals.ts'
import type { Verdict } from '../verdicts.ts'

export const UNITS = ['g', 'mL']
const UNSTATED = ''
const TWO = rational(2n)
const HUNDRED = rational(100n)

export const T_INPUTS: readonly string[] = ['nominal_g_or_mL', 'unit']
export const SINGLE_INPUTS: readonly string[] = ['nominal_g', 'actual_g', 'unit']

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

/** A shortage of exactly T is none, and one of exactly 2 T still has a place in a lot. */
export function single(inputs: Inputs, working: Working): void {
  const unit = inputs.choice('unit', UNITS, UNITS[0])
  const nominal = inputs.decimal('nominal_g', { above: '0' })
  const actual = plausible(inputs.decimal('actual_g', { atLeast: '0' }), nominal, `${inputs.pointer}/actual_g`)
  const shortage = subtract(nominal, actual)
  working.report('shortage', 'D = Q_n − q', shortage, unit)
  const { raw, rounded, citation } = deficiencyOf(working, nominal, '/inputs/nominal_g')
  working.step('T_raw', 'T(Q_n)', raw, unit)
  const judge = (name: string, formula: string, value: Rational) => {
    working.report(name, formula, value, unit)
    const limit = { value, text: exactOr12Digits(value), unit, citation, confidence: working.weakest() }
    working.atMost('shortage', shortage, limit)
  }
  judge('T', 'GB/T 8170 (T, i)', rounded)
  judge('two_T', '2 × T', multiply(TWO, rounded))
  working.word = defect(shortage, rounded) ?? 'ok'
}

export function defect(shortage: Rational, tolerable: Rational): Verdict | null {
  if (compare(shortage, multiply(TWO, tolerable)) > 0) return 'T2_defective'
  return compare(shortage, tolerable) > 0 ? 'T1_defective' : null
}

/** More than twice the nominal quantity is a slipped decimal point, and judged it would pass unnoticed. */
export function plausible(actual: Rational, nominal: Rational, pointer: string): Rational {
  if (actual.numerator < 0n || compare(actual, multiply(TWO, nominal)) > 0) {
    throw new MetrologyProblem('value_out_of_range', pointer)
  }
  return actual
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
