// A test as its sheet leads through it: which readings in which step, and the questions to the evaluator that they make.
// The sheets are data, server/metrology/worksheets.json; what differs between instruments are the facts of their plates.
import type { Check, Measurement } from '@/contract/entities'
import { worksheets } from '@/metrology/data'
import type { CheckDraft } from './check-draft'
import { finished, shifted } from './decimal-text'
import { type Judgement, judge, measurementOf, type Question } from './judging'

interface Titled {
  readonly title?: string
  readonly title_en?: string
}

export interface SheetField extends Titled {
  /** path of the input it fills, `readings/0` */
  readonly input: string
  /** `display` and `plate` stand for the units of a scale, `recorded` for that of a kind that is only recorded */
  readonly unit?: string
  readonly choices?: readonly string[]
  readonly date?: boolean
  readonly optional?: boolean
  readonly signed?: boolean
  /** name of the fact that stands until something else is typed: a load, a step of a till; never a reading */
  readonly default?: string
}

export interface SheetStep {
  readonly prompt: string
  readonly prompt_en: string
  readonly fields: readonly SheetField[]
}

export interface SheetQuestion extends Titled {
  readonly name: string
  readonly given?: Facts
  readonly steps: readonly SheetStep[]
}

export interface Worksheet {
  readonly name: string
  readonly rule: string
  /** kinds of instrument, `recorded`, or `spectacles` */
  readonly on: readonly string[]
  /** only where a fact says so */
  readonly only?: Facts
  readonly title: string
  readonly title_en: string
  readonly lead: string
  readonly lead_en: string
  /** facts that are inputs */
  readonly given: readonly string[]
  readonly questions: readonly SheetQuestion[]
}

/** What is known before anything is read, by name. */
export type Facts = { readonly [name: string]: string }
export type Readings = { readonly [field: string]: string }

const SHEETS = worksheets as readonly Worksheet[]

export function sheetsFor(thing: string, facts: Facts): Worksheet[] {
  const applies = ({ on, only = {} }: Worksheet) =>
    on.includes(thing) && Object.entries(only).every(([name, value]) => facts[name] === value)
  return SHEETS.filter(applies)
}

export function sheetField(sheet: Worksheet, question: SheetQuestion, field: SheetField): string {
  return `${sheet.name}.${question.name}.${field.input}`
}

/** As typed or chosen, else what stands there anyway. */
export function fieldText(
  sheet: Worksheet,
  question: SheetQuestion,
  field: SheetField,
  readings: Readings,
  facts: Facts,
) {
  return readings[sheetField(sheet, question, field)] ?? facts[field.default ?? ''] ?? ''
}

export function unitOf(field: SheetField, facts: Facts): string {
  return facts[`${field.unit}_unit`] ?? field.unit ?? ''
}

function given(field: SheetField, text: string, facts: Facts): string | null {
  if (field.choices || field.date) return text || null
  const number = finished(text)
  return number === null || field.unit !== 'display' ? number : shifted(number, Number(facts.places ?? '0'))
}

const fieldsOf = (question: SheetQuestion): SheetField[] => question.steps.flatMap((step) => step.fields)

/** How many of its figures a question has; a value that stands there anyway is no reading. */
export function readAt(
  sheet: Worksheet,
  question: SheetQuestion,
  readings: Readings,
  facts: Facts,
): 'none' | 'some' | 'all' {
  const fields = fieldsOf(question)
  if (!fields.some((one) => readings[sheetField(sheet, question, one)])) return 'none'
  const isThere = (one: SheetField) =>
    one.optional || given(one, fieldText(sheet, question, one, readings, facts), facts) !== null
  return fields.every(isThere) ? 'all' : 'some'
}

export function sheetQuestion(
  sheet: Worksheet,
  question: SheetQuestion,
  readings: Readings,
  facts: Facts,
): Question | null {
  if (readAt(sheet, question, readings, facts) !== 'all') return null
  const inputs: { [name: string]: unknown } = { ...question.given }
  for (const name of sheet.given) if (facts[name] !== undefined) inputs[name] = facts[name]
  for (const field of fieldsOf(question)) {
    const value = given(field, fieldText(sheet, question, field, readings, facts), facts)
    if (value !== null) put(inputs, field.input.split('/'), value)
  }
  return { rule: sheet.rule, inputs }
}

type Group = { [name: string]: unknown } | unknown[]

/** A part that is a number stands in a list; a gap before it, left out as optional, closes. */
function put(into: Group, [name = '', ...deeper]: string[], value: string): void {
  const [first] = deeper
  const inner = first === undefined ? value : (at(into, name) ?? (isIndex(first) ? [] : {}))
  if (!Array.isArray(into)) into[name] = inner
  else if (at(into, name) === undefined) into.push(inner)
  if (first !== undefined) put(inner as Group, deeper, value)
}

const isIndex = (part: string): boolean => /^\d+$/.test(part)

function at(from: unknown, name: string): unknown {
  if (typeof from !== 'object' || from === null) return undefined
  return Array.isArray(from) ? from[Number(name)] : (from as { [name: string]: unknown })[name]
}

export function judgedSheet(
  sheet: Worksheet,
  question: SheetQuestion,
  readings: Readings,
  facts: Facts,
  on: string,
): Judgement | null {
  const asked = sheetQuestion(sheet, question, readings, facts)
  return asked && judge(asked, on)
}

/** What the check keeps: every question that is complete, sheet by sheet. */
export function sheetQuestions(sheets: readonly Worksheet[], readings: Readings, facts: Facts): Question[] {
  return sheets.flatMap((sheet) =>
    sheet.questions.map((one) => sheetQuestion(sheet, one, readings, facts)).filter((one) => one !== null),
  )
}

export function sheetMeasurements(
  sheets: readonly Worksheet[],
  readings: Readings,
  facts: Facts,
  on: string,
): Measurement[] {
  return sheetQuestions(sheets, readings, facts).map((one) => measurementOf(judge(one, on)))
}

/** The first question that lacks figures beside those it has: they would be lost, so they are completed or taken away. */
export function halfRead(sheets: readonly Worksheet[], readings: Readings, facts: Facts): Worksheet | null {
  return sheets.find((sheet) => sheet.questions.some((one) => readAt(sheet, one, readings, facts) === 'some')) ?? null
}

/** A correction begins with what was recorded, each value back in the field it was typed in. */
export function withSheets(draft: CheckDraft, check: Check, sheets: readonly Worksheet[], facts: Facts): CheckDraft {
  const readings = { ...draft.readings }
  const left = [...check.measurements]
  const asked = sheets.flatMap((sheet) => sheet.questions.map((question) => ({ sheet, question })))
  // First by the value that stood there, then in the order in which they were asked.
  for (const isMatch of [stoodThere, () => true]) {
    for (const { sheet, question } of asked) {
      if (readAt(sheet, question, readings, facts) !== 'none') continue
      const found = left.findIndex((one) => answersTo(sheet, question, one) && isMatch(question, one, facts))
      const [measurement] = found < 0 ? [] : left.splice(found, 1)
      if (measurement) Object.assign(readings, textsOf(sheet, question, measurement, facts))
    }
  }
  return { ...draft, readings }
}

/** Questions of one rule are told apart by what is given with them; older records may not have had it. */
function answersTo(sheet: Worksheet, question: SheetQuestion, { rule, inputs }: Measurement): boolean {
  return (
    rule === sheet.rule &&
    Object.entries(question.given ?? {}).every(([name, value]) => (inputs[name] ?? value) === value)
  )
}

function stoodThere(question: SheetQuestion, { inputs }: Measurement, facts: Facts): boolean {
  const fields = fieldsOf(question).filter((one) => one.default !== undefined && !one.choices)
  const stands = (one: SheetField) => given(one, facts[one.default ?? ''] ?? '', facts) === inputs[one.input]
  return fields.length > 0 && fields.every(stands)
}

function textsOf(sheet: Worksheet, question: SheetQuestion, { inputs }: Measurement, facts: Facts): Readings {
  return Object.fromEntries(
    fieldsOf(question).flatMap((field) => {
      const value = field.input.split('/').reduce(at, inputs as unknown)
      if (typeof value !== 'string') return []
      const typed = field.unit === 'display' ? shifted(value, -Number(facts.places ?? '0')) : value
      return [[sheetField(sheet, question, field), typed]]
    }),
  )
}
