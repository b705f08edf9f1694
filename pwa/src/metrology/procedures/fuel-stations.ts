// Fuel stations: where the errors of all nozzles lie together. It flags; a nozzle is judged by its own limits.
import type { Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import {
  absolute,
  add,
  compare,
  divide,
  maximum,
  minimum,
  parse,
  type Rational,
  rational,
  subtract,
  ZERO,
} from '../rationals.ts'

const LEAST_NOZZLES = 2
// No nozzle that still sells is further off; beyond this a decimal point was forgotten.
const WORST = '20'

export const FAIRNESS_INPUTS: readonly string[] = ['errors_percent', 'mpe_percent']

/** E_V = (V_J − V_Bt) / V_Bt: above zero the display shows more than was delivered, and the buyer loses. */
export function fairness(inputs: Inputs, working: Working): void {
  const errors = errorsOf(inputs)
  const count = rational(BigInt(errors.length))
  const target = working.number('target_percent')
  working.step('target_percent', 'E_0', target.value, target.unit)
  working.count('count', 'n', count)
  const mean = divide(errors.reduce(add, ZERO), count)
  working.report('mean_percent', 'Σ E / n', mean, '%')
  working.report('range_percent', 'E_max − E_min', subtract(maximum(...errors), minimum(...errors)), '%')
  const short = errors.filter((error) => compare(error, ZERO) > 0).length
  working.count('short_count', 'n(E > 0)', rational(BigInt(short)))
  sayWhetherAllAreShort(working, minimum(...errors))
  if (inputs.has('mpe_percent')) {
    const limit = inputs.decimal('mpe_percent', { above: '0', atMost: WORST })
    working.values.mpe_percent = `±${inputs.text('mpe_percent')}`
    working.report('mean_in_mpe', 'E / MPE', divide(mean, limit), '1')
  }
}

function errorsOf(inputs: Inputs): readonly [Rational, ...Rational[]] {
  const errors = inputs.decimals('errors_percent', LEAST_NOZZLES)
  errors.forEach((error, index) => {
    if (compare(absolute(error), parse(WORST)) > 0) {
      throw new MetrologyProblem('value_out_of_range', `/inputs/errors_percent/${index}`)
    }
  })
  return errors
}

/** An error of nothing takes nothing from the buyer. */
function sayWhetherAllAreShort(working: Working, smallest: Rational): void {
  const isAllShort = compare(smallest, ZERO) > 0
  working.step('min_percent', 'E_min', smallest, '%')
  working.step('all_short', 'E_min > 0 ⇔ V_J > V_Bt', isAllShort ? 'true' : 'false', '1')
  working.values.all_short = isAllShort
}
