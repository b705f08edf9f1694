// The quantity of goods: what is asked of a pack, a lot, a sale or a jewel, and the questions that the readings make.
import type { Check } from '@/contract/entities'
import { compare, multiply, parse } from '@/metrology/rationals'
import { finished, shifted } from './decimal-text'
import { judge, type Question } from './judging'

export const GOODS_KINDS = ['single', 'lot', 'retail', 'precious'] as const
export type GoodsKind = (typeof GOODS_KINDS)[number]

/** Units of a net quantity, and how far the point is from the g or mL that the rules judge in. */
export const UNITS = { g: 0, kg: 3, mL: 0, cL: 1, L: 3 } as const
export type Unit = keyof typeof UNITS

/** Steps in which tills count, in yuan; the first unless another is chosen. */
const INTERVALS = ['0.01', '0.1'] as const

/** What is chosen from a list before the first reading; the rulebooks word the choices. */
export const CHOICES: { [name: string]: readonly string[] } = {
  kind: GOODS_KINDS,
  unit: Object.keys(UNITS),
  band: ['low', 'mid', 'high', 'premium'],
  method: ['same_scale', 'high_accuracy', 'equal_accuracy'],
  metal: ['gold', 'silver'],
  interval: INTERVALS,
}

/** The rule of each kind, and the one that may be answered besides. */
const RULES: { [kind in GoodsKind]: readonly [string, string?] } = {
  single: ['net_quantity_single', 'net_quantity_marking'],
  lot: ['net_quantity_lot', 'net_quantity_marking'],
  retail: ['retail_weighing_shortage', 'price_computation'],
  precious: ['retail_gold'],
}

const ASKED: { [kind in GoodsKind]: readonly string[] } = {
  single: ['unit'],
  lot: ['unit'],
  retail: ['band', 'method', 'interval'],
  precious: ['metal'],
}

export type Readings = { [name: string]: string }

export interface GoodsField {
  name: string
  /** word of the field: all items of a lot share one */
  word: string
  unit: string
  part: 'goods' | 'item' | 'marking' | 'weighing' | 'price'
  /** place of an item in its sample, from 1 */
  number?: number
}

export function kindOf(readings: Readings): GoodsKind | null {
  return GOODS_KINDS.find((kind) => kind === readings.kind) ?? null
}

export function chosen(readings: Readings, name: string): string {
  return readings[name] || (name === 'interval' ? INTERVALS[0] : '')
}

/** What is still to be chosen, kind by kind of goods. */
export function askedOf(readings: Readings): readonly string[] {
  const kind = kindOf(readings)
  return ['kind', ...(kind ? ASKED[kind] : [])]
}

export function isChosen(readings: Readings): boolean {
  return askedOf(readings).every((name) => chosen(readings, name))
}

/** How many items the plan asks of this lot, and how many of them may fall short beyond T; null before it has a size. */
export function samplePlan(readings: Readings, on: string): { n: number; allowed: number } | null {
  const lot_size_N = finished(readings.lot ?? '')
  if (lot_size_N === null) return null
  // a report without a shortage: the rule answers with the plan of its edition
  const blank = { nominal_g: '100', mean: '100', s: '0', count_T1: '0', count_T2: '0' }
  const values = judge({ rule: 'net_quantity_lot_summary', inputs: { lot_size_N, ...blank } }, on).evaluation?.values
  return values ? { n: Number(values.n), allowed: Number(values.allowed_T1) } : null
}

const FIELDS: { [kind in GoodsKind]: readonly string[] } = {
  single: ['nominal', 'actual', 'height'],
  lot: ['nominal', 'lot', 'item', 'height'],
  retail: ['settled', 'recheck', 'price', 'amount'],
  precious: ['settled', 'recheck'],
}
const PARTS: { [word: string]: GoodsField['part'] } = {
  settled: 'weighing',
  recheck: 'weighing',
  item: 'item',
  height: 'marking',
  price: 'price',
  amount: 'price',
}
const OTHER_UNITS: { [word: string]: string } = { lot: '', height: 'mm', price: 'CNY/kg', amount: 'CNY' }

/** What is read, in the order one does it; the last part (marking, price) may be left out. */
export function goodsFields(readings: Readings, on: string): GoodsField[] {
  const kind = kindOf(readings)
  if (!kind) return []
  const weighed_in = { single: readings.unit, lot: readings.unit, retail: 'kg', precious: 'g' }[kind] ?? ''
  return FIELDS[kind].flatMap((word) => {
    const field = { name: word, word, unit: OTHER_UNITS[word] ?? weighed_in, part: PARTS[word] ?? ('goods' as const) }
    if (word !== 'item') return [field]
    return itemNames(samplePlan(readings, on)?.n ?? 0).map((name, at) => ({ ...field, name, number: at + 1 }))
  })
}

export function itemName(number: number): string {
  return `item.${number}`
}

function itemNames(count: number): string[] {
  return Array.from({ length: count }, (_, at) => itemName(at + 1))
}

/** Where typing goes on: the first field without a reading, else the last. */
export function firstOpen(fields: readonly GoodsField[], readings: Readings): string {
  return (fields.find((one) => !readings[one.name]) ?? fields.at(-1))?.name ?? ''
}

/** The question of a part of the check; for an item, the item alone. null while a reading of it is missing. */
export function questionOf(field: GoodsField, readings: Readings, on: string): Question | null {
  const [first, besides] = asked(readings, on)
  if (field.part === 'marking' || field.part === 'price') return besides ?? null
  return first ?? (field.part === 'item' ? singleQuestion(readings, field.name) : null)
}

/** Everything the readings answer: the quantity first, without which there is no check. */
export function goodsQuestions(readings: Readings, on: string): Question[] {
  const questions = asked(readings, on)
  return questions[0] ? questions.filter((one) => one !== null) : []
}

function asked(readings: Readings, on: string): (Question | null)[] {
  const kind = kindOf(readings)
  return (kind ? RULES[kind] : []).map((rule) => {
    if (rule === 'net_quantity_single') return singleQuestion(readings, 'actual')
    return rule === 'net_quantity_lot' ? lotQuestion(readings, on) : plainQuestion(rule ?? '', readings)
  })
}

/** Questions whose inputs are the readings and choices as they stand: input by input, the field it is typed in. */
export const PLAIN: { [rule: string]: { [input: string]: string } } = {
  retail_weighing_shortage: {
    price_band: 'band',
    recheck_method: 'method',
    settled_kg: 'settled',
    actual_kg: 'recheck',
  },
  retail_gold: { item: 'metal', settled_g: 'settled', actual_g: 'recheck' },
  // the amount is asked for the weight that was settled
  price_computation: {
    unit_price: 'price',
    mass_kg: 'settled',
    shown_amount: 'amount',
    amount_interval: 'interval',
  },
  // the unit as marked is the one that the nominal quantity was typed in
  net_quantity_marking: { nominal_value: 'nominal', marked_unit: 'unit', character_height_mm: 'height' },
}

function plainQuestion(rule: string, readings: Readings): Question | null {
  const inputs = Object.entries(PLAIN[rule] ?? {}).map(([input, name]) => [
    input,
    name in CHOICES ? chosen(readings, name) : finished(readings[name] ?? ''),
  ])
  if (!inputs.every(([, text]) => text)) return null
  const kind = rule === 'net_quantity_marking' ? { quantity_kind: ruleUnit(readings) === 'g' ? 'mass' : 'volume' } : {}
  return { rule, inputs: { ...Object.fromEntries(inputs), ...kind } }
}

function singleQuestion(readings: Readings, name: string): Question | null {
  const [nominal_g, actual_g] = [inRuleUnit(readings, 'nominal'), inRuleUnit(readings, name)]
  if (nominal_g === null || actual_g === null) return null
  return { rule: 'net_quantity_single', inputs: { nominal_g, actual_g, unit: ruleUnit(readings) } }
}

function lotQuestion(readings: Readings, on: string): Question | null {
  const [nominal_g, lot_size_N] = [inRuleUnit(readings, 'nominal'), finished(readings.lot ?? '')]
  const plan = samplePlan(readings, on)
  if (nominal_g === null || plan === null) return null
  const sample_g = itemNames(plan.n).map((name) => inRuleUnit(readings, name))
  if (sample_g.some((one) => one === null)) return null
  return { rule: 'net_quantity_lot', inputs: { lot_size_N, nominal_g, sample_g, unit: ruleUnit(readings) } }
}

function ruleUnit(readings: Readings): 'g' | 'mL' {
  return readings.unit?.endsWith('L') ? 'mL' : 'g'
}

function inRuleUnit(readings: Readings, name: string): string | null {
  const typed = finished(readings[name] ?? '')
  return typed === null ? null : shifted(typed, UNITS[readings.unit as Unit] ?? 0)
}

/** Items weighed so far, and how many of them fall short beyond T and beyond 2 T. */
export function itemCounts(readings: Readings, fields: readonly GoodsField[], on: string) {
  const verdicts = fields.flatMap((one) => {
    const question = one.part === 'item' ? singleQuestion(readings, one.name) : null
    return question ? [judge(question, on).evaluation?.verdict] : []
  })
  const count = (word: string) => verdicts.filter((one) => one === word).length
  return { weighed: verdicts.length, T1: count('T1_defective'), T2: count('T2_defective') }
}

/** Less than half, or more than half as much again: rather a slipped point than goods. It is said, never refused. */
export function isImplausible(field: GoodsField, readings: Readings): boolean {
  if (field.part !== 'item' && field.name !== 'actual' && field.name !== 'recheck') return false
  const whole_name = field.name === 'recheck' ? 'settled' : 'nominal'
  const [found, base] = [field.name, whole_name].map((name) => finished(readings[name] ?? ''))
  if (!found || !base) return false
  const twice = multiply(parse(found), parse('2'))
  return compare(twice, parse(base)) < 0 || compare(twice, multiply(parse(base), parse('3'))) > 0
}

/** Of the identifier of a draft, the goods it is about; nothing where it is about something else. */
export function goodsTopic(draft_id: string): string | undefined {
  return draft_id.split(':goods-')[1]
}

export function ruleKind(rule: string): GoodsKind | undefined {
  return GOODS_KINDS.find((kind) => RULES[kind][0] === rule)
}

export function isGoods(check: Check): boolean {
  return check.target === 'premises' && check.measurements.some((one) => ruleKind(one.rule))
}
