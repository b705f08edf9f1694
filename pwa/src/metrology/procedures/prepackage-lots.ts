// Lots of pre-packages: the mean against Q_n − λ·s, and the items that fall short beyond T and 2 T (JJF 1070).
import type { Working } from '../conclusion.ts'
import type { CitedNumber } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import {
  add,
  compare,
  divide,
  exactOr12Digits,
  multiply,
  ONE,
  type Rational,
  rational,
  subtract,
  ZERO,
} from '../rationals.ts'
import { isAtMostRoot, lessRoot, rootText } from '../roots.ts'
import { defect, deficiencyOf, plausible, UNITS } from './prepackages.ts'

export const LOT_INPUTS: readonly string[] = ['lot_size_N', 'nominal_g', 'sample_g', 'unit']
export const SUMMARY_INPUTS: readonly string[] = [
  'lot_size_N',
  'nominal_g',
  'mean',
  's',
  'count_T1',
  'count_T2',
  'unit',
]
// Bounds against slipped fingers and hostile lists, far beyond any pack or plan.
const LARGEST_LOT = 1_000_000_000n
const LARGEST_NOMINAL = '100000'
const LONGEST_SAMPLE = 1_000

export function lot(inputs: Inputs, working: Working): void {
  const lotSize = inputs.whole('lot_size_N', 1n, LARGEST_LOT)
  const unit = inputs.choice('unit', UNITS, UNITS[0])
  const nominal = inputs.decimal('nominal_g', { above: '0' })
  const sample = sampleOf(inputs, nominal, sampleSize(working, lotSize))
  const tolerable = deficiencyOf(working, nominal, '/inputs/nominal_g').rounded
  const mean = divide(sum(sample), countOf(sample))
  working.report('mean', 'q̄ = Σ q / n', mean, unit)
  const factor = correctionFactor(working, lotSize)
  if (factor !== null) judgeMean(working, nominal, mean, varianceOf(sample, mean), factor, unit)
  working.step('T', 'GB/T 8170 (T, i)', tolerable, unit)
  const defects = sample.map((content) => defect(subtract(nominal, content), tolerable))
  const countT1 = countOf(defects.filter((word) => word === 'T1_defective'))
  const countT2 = countOf(defects.filter((word) => word === 'T2_defective'))
  working.count('count_T1', 'n (T < Q_n − q ≤ 2 T)', countT1)
  working.count('count_T2', 'n (Q_n − q > 2 T)', countT2)
  judgeCounts(working, lotSize, countT1, countT2)
}

/** For a report that gives no items: mean, s and the two counts are taken as they stand in it. */
export function lotSummary(inputs: Inputs, working: Working): void {
  const lotSize = inputs.whole('lot_size_N', 1n, LARGEST_LOT)
  const unit = inputs.choice('unit', UNITS, UNITS[0])
  const nominal = inputs.decimal('nominal_g', { above: '0', atMost: LARGEST_NOMINAL })
  const size = sampleSize(working, lotSize)
  const factor = correctionFactor(working, lotSize)
  const given = (name: string) =>
    factor !== null || inputs.has(name)
      ? plausible(inputs.decimal(name, { atLeast: '0' }), nominal, `${inputs.pointer}/${name}`)
      : ZERO
  const [mean, deviation] = [given('mean'), given('s')]
  const countT1 = inputs.whole('count_T1', 0n, size.numerator)
  const countT2 = inputs.whole('count_T2', 0n, subtract(size, countT1).numerator)
  if (factor !== null) {
    const value = subtract(nominal, multiply(factor.value, deviation))
    working.report('threshold', 'Q_n − λ·s', value, unit)
    const limit = { ...factor, value, text: exactOr12Digits(value), unit }
    working.decide('mean', mean, limit, compare(mean, value) >= 0)
  }
  judgeCounts(working, lotSize, countT1, countT2)
}

/** Where the plan names no size, the lot is so small that every item is tested. */
function sampleSize(working: Working, lotSize: Rational): Rational {
  const planned = working.find('sample_size', lotSize)
  const size = planned === null ? lotSize : whole(planned)
  working.count('n', 'n(N)', size)
  return size
}

function sampleOf(inputs: Inputs, nominal: Rational, size: Rational): readonly Rational[] {
  const sample = inputs.decimals('sample_g', 1, LONGEST_SAMPLE)
  if (compare(countOf(sample), size) !== 0) {
    throw new MetrologyProblem('sample_size_wrong', `${inputs.pointer}/sample_g`)
  }
  return sample.map((item, index) => plausible(item, nominal, `${inputs.pointer}/sample_g/${index}`))
}

/** null where the plan tests no mean, because every item is tested. */
function correctionFactor(working: Working, lotSize: Rational): CitedNumber | null {
  const factor = working.find('lambda', lotSize)
  if (factor !== null) working.report('lambda_', 'λ(N)', factor.text, '1')
  return factor
}

function varianceOf(sample: readonly Rational[], mean: Rational): Rational {
  const deviations = sample.map((content) => subtract(content, mean))
  const squares = sum(deviations.map((deviation) => multiply(deviation, deviation)))
  return divide(squares, subtract(countOf(sample), ONE))
}

/** s is a root and seldom ends: q̄ ≥ Q_n − λ·s is decided as Q_n − q̄ ≤ √(λ²·s²), and only shown by its decimals. */
function judgeMean(
  working: Working,
  nominal: Rational,
  mean: Rational,
  variance: Rational,
  factor: CitedNumber,
  unit: string,
): void {
  working.report('s', 's = √(Σ (q − q̄)² / (n − 1))', rootText(variance), unit)
  const marginSquared = multiply(multiply(factor.value, factor.value), variance)
  const [value, text] = lessRoot(nominal, marginSquared)
  working.report('threshold_Qn_minus_lambda_s', 'Q_n − λ·s', text, unit)
  const isEnough = isAtMostRoot(subtract(nominal, mean), marginSquared)
  working.values.mean_ok = isEnough
  const { citation, confidence } = factor
  working.decide('mean', mean, { value, text, unit, citation, confidence }, isEnough)
}

function judgeCounts(working: Working, lotSize: Rational, countT1: Rational, countT2: Rational): void {
  for (const [name, count] of [
    ['T1', countT1],
    ['T2', countT2],
  ] as const) {
    const allowed = working.find(`allowed_${name}`, lotSize)
    if (allowed === null) throw new MetrologyProblem('value_outside_table', '/inputs/lot_size_N')
    if (name === 'T1') working.count('allowed_T1', 'c(N)', whole(allowed))
    working.atMost(`count_${name}`, count, working.tabledLimit(allowed))
  }
}

/** Items are counted; a plan with half an item was typed wrongly. */
function whole(number: CitedNumber): Rational {
  if (number.value.denominator !== 1n) throw new MetrologyProblem('rulebook_field_invalid', '/edition')
  return number.value
}

function sum(values: readonly Rational[]): Rational {
  return values.reduce(add, ZERO)
}

function countOf(items: readonly unknown[]): Rational {
  return rational(BigInt(items.length))
}
