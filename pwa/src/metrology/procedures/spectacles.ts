// Spectacle lenses against the prescription: power of both principal meridians, cylinder and axis; and prism.
import type { Limit, Working } from '../conclusion.ts'
import { find } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import {
  absolute,
  add,
  compare,
  exactOr12Digits,
  maximum,
  minimum,
  modulo,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
  ZERO,
} from '../rationals.ts'

export const LENS_INPUTS: readonly string[] = ['rx', 'measured', 'tol_meridian', 'tol_cyl', 'tol_axis', 'eye']
export const PRISM_INPUTS: readonly string[] = ['direction', 'prescribed', 'measured', 'S_max', 'tolerance', 'eye']
const LENS_PARTS = ['S', 'C', 'axis']
// No lens is stronger; beyond this a decimal point was forgotten.
export const POWERS = { atLeast: '-100', atMost: '100' }
const EYES = ['right', 'left']
const DIRECTIONS = ['horizontal', 'vertical']
const PRISMS = { atLeast: '0', atMost: '50' }
const SIGNED_PRISMS = { atLeast: '-50', atMost: '50' }
const QUARTER_TURN = rational(90n)
const HALF_TURN = rational(180n)

/** Sphere, cylinder and the axis of the cylinder; a lens without cylinder has no axis. */
interface Lens {
  readonly sphere: Rational
  readonly cylinder: Rational
  readonly axis: Rational
}

export function lensPower(inputs: Inputs, working: Working): void {
  tellEye(inputs, working)
  const prescribed = lensOf(inputs.group('rx', LENS_PARTS))
  const found = lensOf(inputs.group('measured', LENS_PARTS))
  const measured = writtenLike(found, prescribed)
  if (hasCylinder(prescribed)) write(working, 'rx_transposed', transposed(prescribed))
  if (measured !== found) write(working, 'measured_rewritten', measured)
  const [first, second] = meridians(prescribed)
  const strongest = maximum(absolute(first), absolute(second))
  working.report('max_meridian', 'max(|S|, |S + C|)', strongest, 'D')
  judgeMeridians(inputs, working, prescribed, measured, strongest)
  judgeCylinder(inputs, working, prescribed, measured, strongest)
  if (hasCylinder(prescribed) && hasCylinder(measured)) judgeAxis(inputs, working, prescribed, measured)
}

/** Both are judged alike; the record tells which it was, where somebody said so. */
function tellEye(inputs: Inputs, working: Working): void {
  if (inputs.has('eye')) working.report('eye', 'OD / OS', inputs.choice('eye', EYES), '1')
}

/** The same lens in the other form, as it is written: an axis of 0° is called 180°. */
function write(working: Working, name: string, lens: Lens): void {
  working.step(`${name}_S`, 'S + C', lens.sphere, 'D')
  working.step(`${name}_C`, '−C', lens.cylinder, 'D')
  const isLevel = compare(lens.axis, ZERO) === 0
  working.step(`${name}_axis`, '(θ + 90°) mod 180°', isLevel ? HALF_TURN : lens.axis, '°')
}

/** A measured prism whose base lies on the other side is written with a minus sign. */
export function prism(inputs: Inputs, working: Working): void {
  tellEye(inputs, working)
  const direction = inputs.choice('direction', DIRECTIONS)
  const prescribed = inputs.decimal('prescribed', PRISMS)
  const measured = inputs.decimal('measured', SIGNED_PRISMS)
  const strongest = absolute(inputs.decimal('S_max', POWERS))
  const deviation = subtract(measured, prescribed)
  working.report('deviation', 'P′ − P', deviation, 'Δ')
  const limit = prismLimit(inputs, working, direction, prescribed, strongest)
  working.values.tolerance = `±${limit.text}`
  working.compare('deviation', deviation, limit)
}

function prismLimit(
  inputs: Inputs,
  working: Working,
  direction: string,
  prescribed: Rational,
  strongest: Rational,
): Limit {
  if (inputs.has('tolerance')) {
    return working.givenLimit(inputs.decimal('tolerance', { above: '0' }), inputs.text('tolerance'), 'Δ')
  }
  const base = working.find('tol_prism_base', prescribed)
  if (base === null) throw new MetrologyProblem('value_outside_table', '/inputs/prescribed')
  const factor = working.number(`prism_factor_${direction}`).value
  working.step('prism_base', 'b', base.value, 'Δ')
  working.step('prism_factor', 'k', factor, 'Δ/D')
  const value = add(base.value, multiply(factor, strongest))
  working.step('tolerance', 'b + k × |S_max|', value, 'Δ')
  return { value, text: exactOr12Digits(value), unit: 'Δ', citation: base.citation, confidence: working.weakest() }
}

function meridians(lens: Lens): readonly [Rational, Rational] {
  return [lens.sphere, add(lens.sphere, lens.cylinder)]
}

function hasCylinder(lens: Lens): boolean {
  return lens.cylinder.numerator !== 0n
}

/** The same lens written with a cylinder of the other sign. */
function transposed(lens: Lens): Lens {
  return {
    sphere: add(lens.sphere, lens.cylinder),
    cylinder: negate(lens.cylinder),
    axis: modulo(add(lens.axis, QUARTER_TURN), HALF_TURN),
  }
}

/** Deviations mean something only when both are written with a cylinder of the same sign. */
function writtenLike(lens: Lens, other: Lens): Lens {
  return compare(multiply(lens.cylinder, other.cylinder), ZERO) < 0 ? transposed(lens) : lens
}

function judgeMeridians(inputs: Inputs, working: Working, prescribed: Lens, measured: Lens, strongest: Rational): void {
  const limit = limitNamed(inputs, working, 'tol_meridian', strongest)
  working.values.tol_meridian = `±${limit.text}`
  const [first, second] = meridians(measured)
  const [wantedFirst, wantedSecond] = meridians(prescribed)
  working.report('dev_meridian_1', 'S′ − S', subtract(first, wantedFirst), 'D')
  working.compare('dev_meridian_1', subtract(first, wantedFirst), limit)
  working.report('dev_meridian_2', '(S′ + C′) − (S + C)', subtract(second, wantedSecond), 'D')
  working.compare('dev_meridian_2', subtract(second, wantedSecond), limit)
}

function judgeCylinder(inputs: Inputs, working: Working, prescribed: Lens, measured: Lens, strongest: Rational): void {
  const limit = limitNamed(inputs, working, 'tol_cyl', strongest, absolute(prescribed.cylinder))
  working.values.tol_cyl = `±${limit.text}`
  const deviation = subtract(measured.cylinder, prescribed.cylinder)
  working.report('dev_cyl', 'C′ − C', deviation, 'D')
  working.compare('dev_cyl', deviation, limit)
}

/** An axis is a line, so 179° and 1° are 2° apart; the standard sets no limit for the weakest cylinders. */
function judgeAxis(inputs: Inputs, working: Working, prescribed: Lens, measured: Lens): void {
  const turned = modulo(absolute(subtract(measured.axis, prescribed.axis)), HALF_TURN)
  const apart = minimum(turned, subtract(HALF_TURN, turned))
  const cylinder = absolute(prescribed.cylinder)
  if (!inputs.has('tol_axis') && find(working.table('tol_axis'), cylinder) === null) return
  const limit = limitNamed(inputs, working, 'tol_axis', cylinder)
  working.values.tol_axis = `±${limit.text}`
  working.report('dev_axis', 'min(|θ′ − θ| mod 180°, 180° − |θ′ − θ| mod 180°)', apart, '°')
  working.compare('dev_axis', apart, limit)
}

function lensOf(inputs: Inputs): Lens {
  const sphere = inputs.decimal('S', POWERS)
  const cylinder = inputs.decimal('C', POWERS)
  const needsAxis = cylinder.numerator !== 0n || inputs.has('axis')
  const axis = needsAxis ? inputs.decimal('axis', { atLeast: '0', atMost: '180' }) : ZERO
  return { sphere, cylinder, axis: modulo(axis, HALF_TURN) }
}

function limitNamed(inputs: Inputs, working: Working, name: string, ...given: readonly Rational[]): Limit {
  if (inputs.has(name)) {
    const unit = name === 'tol_axis' ? '°' : 'D'
    return working.givenLimit(inputs.decimal(name, { above: '0' }), inputs.text(name), unit)
  }
  const found = working.find(name, ...given)
  if (found === null) throw new MetrologyProblem('value_outside_table', '/inputs/rx')
  return working.tabledLimit(found)
}
