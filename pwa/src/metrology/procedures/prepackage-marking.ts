// Marking of pre-packages: the legal unit for the nominal quantity, and the height of its characters.
import type { Working } from '../conclusion.ts'
import type { CitedNumber } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import { compare, multiply, parse, type Rational } from '../rationals.ts'

export interface Kind {
  readonly name: string
  /** The unit that the tables are in. */
  readonly unit: string
  readonly sizes: ReadonlyMap<string, Rational>
}

// Things that are counted. Pieces are no unit of measurement, so no table of legal units has a row for them.
export const PIECES = 'count'
// Sizes in the unit of the tables. They are prefixes of the SI, not numbers of an edition.
export const KINDS: ReadonlyMap<string, Kind> = new Map(
  [
    kindOf('mass', 'g', { mg: '0.001', g: '1', kg: '1000', t: '1000000' }),
    kindOf('volume', 'mL', { mL: '1', cL: '10', dL: '100', L: '1000' }),
    kindOf('length', 'cm', { mm: '0.1', cm: '1', dm: '10', m: '100' }),
    kindOf('area', 'cm²', { mm2: '0.01', cm2: '1', dm2: '100', m2: '10000' }),
    kindOf(PIECES, '1', { piece: '1' }),
  ].map((kind) => [kind.name, kind]),
)
// A slipped decimal point, not a pack.
export const LARGEST_MARKED = '1000000'
const TALLEST_MM = '500'

export const MARKING_INPUTS: readonly string[] = [
  'quantity_kind',
  'nominal_value',
  'marked_unit',
  'character_height_mm',
]

export function marking(inputs: Inputs, working: Working): void {
  const kind = chosen(inputs, 'quantity_kind', KINDS)
  const size = chosen(inputs, 'marked_unit', kind.sizes)
  const nominal = multiply(inputs.decimal('nominal_value', { above: '0', atMost: LARGEST_MARKED }), size)
  const height = inputs.decimal('character_height_mm', { above: '0', atMost: TALLEST_MM })
  working.step('nominal_quantity', 'Q_n', nominal, kind.unit)
  if (kind.name !== PIECES) judgeUnit(working, kind, nominal, size)
  const least = tabled(working, `least_height_${kind.name}`, nominal)
  working.report('least_height_mm', 'h_min(Q_n)', least.text, 'mm')
  working.decide('character_height_mm', height, working.tabledLimit(least), compare(height, least.value) >= 0)
}

/** A unit is legal by its size: below 100 cm the table names two, so there is a least and a greatest one. */
function judgeUnit(working: Working, kind: Kind, nominal: Rational, size: Rational): void {
  const least = tabled(working, `least_unit_${kind.name}`, nominal)
  const greatest = tabled(working, `greatest_unit_${kind.name}`, nominal)
  working.step('least_unit', 'u_min(Q_n)', least.value, kind.unit)
  working.step('greatest_unit', 'u_max(Q_n)', greatest.value, kind.unit)
  const isTooSmall = compare(size, least.value) < 0
  const isLegal = !isTooSmall && compare(size, greatest.value) <= 0
  working.values.legal_unit_ok = isLegal
  working.decide('marked_unit_size', size, working.tabledLimit(isTooSmall ? least : greatest), isLegal)
}

function tabled(working: Working, table: string, nominal: Rational): CitedNumber {
  const found = working.find(table, nominal)
  if (found === null) throw new MetrologyProblem('value_outside_table', '/inputs/nominal_value')
  return found
}

function kindOf(name: string, unit: string, sizes: Readonly<Record<string, string>>): Kind {
  return { name, unit, sizes: new Map(Object.entries(sizes).map(([marked, size]) => [marked, parse(size)])) }
}

export function chosen<Option>(inputs: Inputs, name: string, options: ReadonlyMap<string, Option>): Option {
  const option = options.get(inputs.choice(name, [...options.keys()]))
  if (option === undefined) throw new MetrologyProblem('choice_unknown', `${inputs.pointer}/${name}`)
  return option
}
