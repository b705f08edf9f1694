// A correction of goods begins with what was recorded: the questions are read back into the fields they were typed in.
import type { Check, Measurement } from '@/contract/entities'
import { compare, parse } from '@/metrology/rationals'
import type { CheckDraft } from './check-draft'
import { shifted, trimmed } from './decimal-text'
import { itemName, PLAIN, type Readings, ruleKind, UNITS, type Unit } from './goods'

type Inputs = Measurement['inputs']

export function withGoods(draft: CheckDraft, { measurements }: Check): CheckDraft {
  const marked = measurements.find((one) => one.rule === 'net_quantity_marking')?.inputs.marked_unit as Unit | undefined
  const read = measurements.map(({ rule, inputs }) => ({
    ...Object.fromEntries(Object.entries(PLAIN[rule] ?? {}).map(([input, name]) => [name, String(inputs[input])])),
    ...(inputs.nominal_g ? packed(inputs, marked) : {}),
    ...(ruleKind(rule) && { kind: ruleKind(rule) }),
  }))
  return { ...draft, readings: Object.assign({ ...draft.readings }, ...read) as Readings }
}

/** In the unit as marked; where the marking was not checked, in the one that a quantity of this size is marked in. */
function packed({ nominal_g, actual_g, lot_size_N, sample_g, unit: judged_in }: Inputs, marked?: Unit): Readings {
  const isLarge = compare(parse(String(nominal_g)), parse('1000')) >= 0
  const unit = marked ?? (judged_in === 'mL' ? (isLarge ? 'L' : 'mL') : isLarge ? 'kg' : 'g')
  const typed = (text: unknown) => inUnit(String(text), unit)
  const head = { unit, nominal: typed(nominal_g) }
  if (!Array.isArray(sample_g)) return { ...head, actual: typed(actual_g) }
  const items = sample_g.map((one, at) => [itemName(at + 1), typed(one)])
  return { ...head, lot: String(lot_size_N), ...Object.fromEntries(items) }
}

/** Digits stay those that were typed, unless the point moved. */
function inUnit(text: string, unit: Unit): string {
  return UNITS[unit] === 0 ? text : trimmed(shifted(text, -UNITS[unit]))
}
