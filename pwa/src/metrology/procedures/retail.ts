// Retail goods weighed before the customer: is what was settled really there? Food by price band; gold and silver.
import type { Limit, Working } from '../conclusion.ts'
import type { CitedNumber } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import { compare, exactOr12Digits, multiply, type Rational, rational, subtract } from '../rationals.ts'

const PRICE_BANDS = ['low', 'mid', 'high', 'premium']
const RECHECK_METHODS = ['same_scale', 'high_accuracy', 'equal_accuracy']
const PRECIOUS_METALS = ['gold', 'silver']
const TWO = rational(2n)
const THOUSAND = rational(1000n)

export const WEIGHING_INPUTS: readonly string[] = ['price_band', 'settled_kg', 'actual_kg', 'recheck_method']
export const GOLD_INPUTS: readonly string[] = ['item', 'settled_g', 'actual_g']
export const SUITABILITY_INPUTS: readonly string[] = ['goods', 'load_kg', 'scale_mpe_g']
// No scale of a shop is coarser; beyond this a kilogram was written for a gram.
const COARSEST_MPE = '1000'

/** The band is the inspector's choice: the same pork may belong to one by its kind and to another by its price. */
export function weighingShortage(inputs: Inputs, working: Working): void {
  const band = inputs.choice('price_band', PRICE_BANDS)
  const method = inputs.choice('recheck_method', RECHECK_METHODS)
  const settled = inputs.decimal('settled_kg', { above: '0' })
  const actual = actualOf(inputs, 'actual_kg', settled)
  const shortage = multiply(subtract(settled, actual), THOUSAND)
  working.report('diff_g', '(m_settled − m_actual) × 1000', shortage, 'g')
  const deviation = negativeDeviation(working, band, settled, 'settled_kg')
  grams(working, 'negative_deviation_g', `D(${band}, m_settled)`, deviation.value)
  const factor = working.number(`recheck_factor_${method}`).value
  working.step('recheck_factor', `k(${method})`, factor, '1')
  const allowed = multiply(deviation.value, factor)
  grams(working, 'allowed_g', 'k × D', allowed)
  // Multiplied out, so it is as sure as the less sure of its two numbers.
  const limit: Limit = {
    value: allowed,
    text: exactOr12Digits(allowed),
    unit: 'g',
    citation: deviation.citation,
    confidence: working.weakest(),
  }
  working.atMost('diff_g', shortage, limit)
}

export function gold(inputs: Inputs, working: Working): void {
  const metal = inputs.choice('item', PRECIOUS_METALS)
  const settled = inputs.decimal('settled_g', { above: '0' })
  const shortage = subtract(settled, actualOf(inputs, 'actual_g', settled))
  working.report('diff_g', 'm_settled − m_actual', shortage, 'g')
  const deviation = negativeDeviation(working, metal, settled, 'settled_g')
  working.report('negative_deviation_g', `D(${metal}, m_settled)`, deviation.text, 'g')
  working.atMost('diff_g', shortage, working.tabledLimit(deviation))
}

/** Whether a scale is fine enough for what is weighed on it; metals are sold by the gram, food by the kilogram. */
export function scaleSuitability(inputs: Inputs, working: Working): void {
  const goods = inputs.choice('goods', [...PRICE_BANDS, ...PRECIOUS_METALS])
  const load = inputs.decimal('load_kg', { above: '0' })
  const error = inputs.decimal('scale_mpe_g', { above: '0', atMost: COARSEST_MPE })
  const sold = PRECIOUS_METALS.includes(goods) ? multiply(load, THOUSAND) : load
  const deviation = negativeDeviation(working, goods, sold, 'load_kg')
  working.report('negative_deviation_g', `D(${goods}, m)`, deviation.text, 'g')
  working.atMost('scale_mpe_g', error, working.tabledLimit(deviation))
}

/** More than twice what was paid for is a slipped decimal point, and judged it would pass unnoticed. */
function actualOf(inputs: Inputs, name: string, settled: Rational): Rational {
  const actual = inputs.decimal(name, { atLeast: '0' })
  if (compare(actual, multiply(TWO, settled)) > 0) {
    throw new MetrologyProblem('value_out_of_range', `${inputs.pointer}/${name}`)
  }
  return actual
}

function negativeDeviation(working: Working, goods: string, settled: Rational, name: string): CitedNumber {
  const found = working.find(`negative_deviation_${goods}`, settled)
  if (found === null) throw new MetrologyProblem('value_outside_table', `/inputs/${name}`)
  return found
}

/** The tables for food are in whole grams, and the record keeps those as integers. */
function grams(working: Working, name: string, formula: string, value: Rational): void {
  if (value.denominator === 1n) working.count(name, formula, value, 'g')
  else working.report(name, formula, value, 'g')
}
