// Pre-packages marked by length, area or count: the tolerable deficiency T, and a single item judged by it.
import type { Working } from '../conclusion.ts'
import type { Citation } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import { divide, exactOr12Digits, multiply, type Rational, rational, roundUp, subtract } from '../rationals.ts'
import { chosen, KINDS, type Kind, LARGEST_MARKED, PIECES } from './prepackage-marking.ts'
import { defect, plausible } from './prepackages.ts'

const MEASURES = new Map([...KINDS].filter(([name]) => ['length', 'area', PIECES].includes(name)))
const TWO = rational(2n)
const HUNDRED = rational(100n)

export const MEASURED_INPUTS: readonly string[] = ['quantity_kind', 'marked_unit', 'nominal_value', 'actual_value']

/** Where no shortage is allowed T is nothing, and whatever is missing exceeds 2 T as well. */
export function measuredSingle(inputs: Inputs, working: Working): void {
  const kind = chosen(inputs, 'quantity_kind', MEASURES)
  const size = chosen(inputs, 'marked_unit', kind.sizes)
  const nominal = content(inputs, 'nominal_value', kind, size)
  const actual = plausible(content(inputs, 'actual_value', kind, size), nominal, `${inputs.pointer}/actual_value`)
  const shortage = subtract(nominal, actual)
  working.step('nominal_quantity', 'Q_n', nominal, kind.unit)
  working.report('shortage', 'D = Q_n − q', shortage, kind.unit)
  const [tolerable, citation] = tolerableOf(working, kind, nominal)
  const judge = (name: string, formula: string, value: Rational) => {
    working.report(name, formula, value, kind.unit)
    const limit = { value, text: exactOr12Digits(value), unit: kind.unit, citation, confidence: working.weakest() }
    working.atMost('shortage', shortage, limit)
  }
  judge('T', 'T', tolerable)
  judge('two_T', '2 × T', multiply(TWO, tolerable))
  working.word = defect(shortage, tolerable) ?? 'ok'
}

function content(inputs: Inputs, name: string, kind: Kind, size: Rational): Rational {
  const least = name === 'nominal_value' ? { above: '0' } : { atLeast: '0' }
  const value = inputs.decimal(name, { ...least, atMost: LARGEST_MARKED })
  if (kind.name === PIECES && value.denominator !== 1n) {
    throw new MetrologyProblem('whole_number_expected', `${inputs.pointer}/${name}`)
  }
  return multiply(value, size)
}

/** A share of Q_n; a part of a piece counts as a whole one. */
function tolerableOf(working: Working, kind: Kind, nominal: Rational): readonly [Rational, Citation] {
  const percent = working.find(`T_percent_${kind.name}`, nominal)
  if (percent === null) throw new MetrologyProblem('value_outside_table', '/inputs/nominal_value')
  const raw = divide(multiply(nominal, percent.value), HUNDRED)
  working.step('T_percent', `T %(${kind.name}, Q_n)`, percent.value, percent.unit)
  working.step('T_raw', 'T % × Q_n', raw, kind.unit)
  if (kind.name !== PIECES) return [raw, percent.citation]
  const interval = working.number('T_rounding_interval_count').value
  return [roundUp(raw, interval), percent.citation]
}
