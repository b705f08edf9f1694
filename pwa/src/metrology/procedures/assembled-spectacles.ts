// Assembled spectacles: where the optical centres sit before the eyes (GB 13511.1).
// The weakest lenses are judged by the prism that a displaced centre makes, all others by the displacement itself.
import type { Limit, Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import { absolute, divide, exactOr12Digits, multiply, type Rational, rational, subtract } from '../rationals.ts'
import { POWERS } from './spectacles.ts'

// No two eyes are closer or farther apart; beyond this a decimal point slipped.
const DISTANCES = { atLeast: '30', atMost: '100' }
const SIDE_DISTANCES = { atLeast: '15', atMost: '50' }
const HEIGHTS = { atLeast: '0', atMost: '30' }
const SIDES = ['right', 'left']
const SIDE_PARTS = ['prescribed_mm', 'measured_mm']
const MILLIMETRES_PER_CENTIMETRE = rational(10n)
const PRISM = 'Δ'

/** The eye, and how far its optical centre is off. */
type Side = readonly [string, Rational]

export const CENTRE_INPUTS: readonly string[] = [
  'vertex_power_D',
  'prescribed_PD_mm',
  'measured_mm',
  ...SIDES,
  'tol_mm',
  'tol_prism',
]
export const VERTICAL_INPUTS: readonly string[] = ['vertex_power_D', 'vertical_difference_mm', 'tol_mm', 'tol_prism']
export const READY_MADE_INPUTS: readonly string[] = ['marked_PD_mm', 'measured_mm', 'tol_mm']

/** Both eyes together against the tolerance; each eye, where it was measured, against its share of it. */
export function opticalCentreDistance(inputs: Inputs, working: Working): void {
  const power = powerOf(inputs)
  const prescribed = inputs.decimal('prescribed_PD_mm', DISTANCES)
  const deviation = subtract(inputs.decimal('measured_mm', DISTANCES), prescribed)
  const sides = SIDES.filter((side) => inputs.has(side)).map(
    (side): Side => [side, sideDeviation(inputs.group(side, SIDE_PARTS))],
  )
  const limit = limitNamed(inputs, working, 'centre_distance', power)
  working.report('deviation_mm', 'PD′ − PD', deviation, 'mm')
  quote(working, limit, '±')
  judge(working, 'deviation_mm', 'prism', deviation, power, limit)
  // The share is a number of the edition: a limit that was given needs none as long as no eye is judged alone.
  if (sides.length > 0 || limit.citation !== null) {
    judgeSides(working, sides, power, shareOfOneSide(working, limit))
  }
}

/** 垂直互差: how much higher one optical centre sits than the other; which one it is does not matter. */
export function verticalDifference(inputs: Inputs, working: Working): void {
  const power = powerOf(inputs)
  const difference = inputs.decimal('vertical_difference_mm', HEIGHTS)
  const limit = limitNamed(inputs, working, 'vertical_difference', power)
  working.report('vertical_difference_mm', '|y_R − y_L|', difference, 'mm')
  quote(working, limit, '')
  judge(working, 'vertical_difference_mm', 'prism', difference, power, limit)
}

/** 老视成镜: they are made for nobody in particular, so the distance marked on them is what counts. */
export function readyMadeCentreDistance(inputs: Inputs, working: Working): void {
  const marked = inputs.decimal('marked_PD_mm', DISTANCES)
  const deviation = subtract(inputs.decimal('measured_mm', DISTANCES), marked)
  const limit = inputs.has('tol_mm')
    ? working.givenLimit(inputs.decimal('tol_mm', { above: '0' }), inputs.text('tol_mm'), 'mm')
    : working.tabledLimit(working.number('tol_ready_made_mm'))
  working.report('deviation_mm', 'PD′ − PD', deviation, 'mm')
  quote(working, limit, '±')
  working.compare('deviation_mm', deviation, limit)
}

function judgeSides(working: Working, sides: readonly Side[], power: Rational, share: Limit): void {
  working.values[share.unit === PRISM ? 'tol_single_side_prism' : 'tol_single_side_mm'] = share.text
  for (const [side, apart] of sides) {
    working.report(`deviation_${side}_mm`, 'PD′ − PD', apart, 'mm')
    judge(working, `deviation_${side}_mm`, `prism_${side}`, apart, power, share)
  }
}

function powerOf(inputs: Inputs): Rational {
  return absolute(inputs.decimal('vertex_power_D', POWERS))
}

function sideDeviation(side: Inputs): Rational {
  const prescribed = side.decimal('prescribed_mm', SIDE_DISTANCES)
  return subtract(side.decimal('measured_mm', SIDE_DISTANCES), prescribed)
}

function shareOfOneSide(working: Working, limit: Limit): Limit {
  const factor = working.number('single_side_factor')
  const value = multiply(limit.value, factor.value)
  const { citation } = factor
  return { value, text: exactOr12Digits(value), unit: limit.unit, citation, confidence: working.weakest() }
}

/** A given limit says by its unit what is judged; otherwise the bands do, and between them nothing. */
function limitNamed(inputs: Inputs, working: Working, name: string, power: Rational): Limit {
  if (inputs.has('tol_mm') && inputs.has('tol_prism')) {
    throw new MetrologyProblem('limit_given_twice', '/inputs/tol_prism')
  }
  if (inputs.has('tol_mm')) {
    return working.givenLimit(inputs.decimal('tol_mm', { above: '0' }), inputs.text('tol_mm'), 'mm')
  }
  if (inputs.has('tol_prism')) {
    return working.givenLimit(inputs.decimal('tol_prism', { above: '0' }), inputs.text('tol_prism'), PRISM)
  }
  for (const unit of ['prism', 'mm']) {
    const found = working.find(`tol_${name}_${unit}`, power)
    if (found !== null) return working.tabledLimit(found)
  }
  throw new MetrologyProblem('value_outside_table', '/inputs/vertex_power_D')
}

/** A prism is a magnitude, so its limit has no sign. */
function quote(working: Working, limit: Limit, sign: string): void {
  if (limit.unit === PRISM) working.values.tol_prism = limit.text
  else working.values.tol_mm = `${sign}${limit.text}`
}

function judge(
  working: Working,
  inMillimetres: string,
  inPrism: string,
  displacement: Rational,
  power: Rational,
  limit: Limit,
): void {
  if (limit.unit !== PRISM) {
    working.compare(inMillimetres, displacement, limit)
    return
  }
  const prism = divide(multiply(power, absolute(displacement)), MILLIMETRES_PER_CENTIMETRE)
  working.report(inPrism, 'P = |F| × |d| / 10', prism, PRISM)
  working.compare(inPrism, prism, limit)
}
