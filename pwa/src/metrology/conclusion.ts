// The working of one judgement, and what comes of it: verdict, reasons that cite clauses, and every step taken.
import { isCalendarDate } from './dates.ts'
import {
  type Citation,
  type CitedNumber,
  citationText,
  citationTextEn,
  type Edition,
  find,
  type Procedure,
  type Table,
} from './edition.ts'
import { MetrologyProblem, type ProblemRecord } from './problems.ts'
import { absolute, compare, exactOr12Digits, type Rational, wholeNumber } from './rationals.ts'
import type { Choice } from './rulebook.ts'
import { CONFIDENCE } from './rulebook-reader.ts'
import type { Verdict } from './verdicts.ts'

/** A quantity is text, a count an integer, an answer to a question a boolean. */
export type Value = string | number | boolean

/** One intermediate result: the formula as a metrologist writes it, and the value it gave. */
export interface Step {
  readonly name: string
  readonly formula: string
  readonly value: string
  readonly unit: string
}

/** A limit with the text it is quoted by; no citation means that it was given with the readings. */
export interface Limit {
  readonly value: Rational
  readonly text: string
  readonly unit: string
  readonly citation: Citation | null
  readonly confidence: string
}

/** One comparison: whether the quantity keeps within its limit. */
export interface Reason {
  readonly quantity: string
  readonly value: string
  readonly limit: string
  readonly unit: string
  readonly outcome: 'within' | 'exceeds'
  readonly clause: string | null
  readonly clause_en: string | null
  readonly confidence: string
}

/** The five fields of the judge and of the record. */
export interface Line {
  readonly verdict: Verdict | null
  readonly values: Readonly<Record<string, Value>>
  readonly edition: string | null
  readonly basis: string | null
  readonly problem: ProblemRecord | null
}

/**
 * What a judgement says. `verdict` is pass, fail, value or a rule's own word; the record's is its conclusion.
 * `screening`: a quick field check that must not stand as a verification result. `reference_only`: the edition had
 * expired on the date, and nothing newer with numbers is known. `confidence`: that of the weakest number used.
 */
export interface Evaluation {
  readonly rule: string
  readonly verdict: Verdict
  readonly values: Readonly<Record<string, Value>>
  readonly edition: string
  readonly basis: string
  readonly problem: null
  readonly confidence: string
  readonly comparison: string
  readonly screening: boolean
  readonly reference_only: boolean
  readonly reasons: readonly Reason[]
  readonly trace: readonly Step[]
}

export function asLine({ verdict, values, edition, basis }: Evaluation): Line {
  return { verdict, values, edition, basis, problem: null }
}

const weakestFirst = [...CONFIDENCE].reverse()

/** The sheet a procedure writes on. It remembers which numbers were used, so the basis never has to be claimed. */
export class Working {
  readonly rule: string
  readonly edition: Edition
  readonly values: Record<string, Value> = {}
  screening = false
  /** The word of a rule that sorts into more than two classes. */
  word: Verdict | null = null
  /** Where the readings name another way of comparing than the edition does. */
  comparison: string | null = null
  private readonly choice: Choice
  private readonly on: string | null
  private readonly procedure: Procedure
  private readonly steps: Step[] = []
  private readonly reasons: Reason[] = []
  private readonly citations: Citation[]
  private readonly confidences: string[]
  private hasGivenLimit = false
  private usesNumbers = false

  constructor(rule: string, choice: Choice, on: string | null) {
    const procedure = choice.edition.procedures.get(rule)
    if (procedure === undefined) throw new MetrologyProblem('rulebook_number_missing', '/edition')
    this.rule = rule
    this.choice = choice
    this.on = on
    this.edition = choice.edition
    this.procedure = procedure
    this.citations = [procedure.citation]
    this.confidences = [procedure.confidence]
  }

  /** A coefficient or limit of the edition, by name. */
  number(name: string): CitedNumber {
    const number = this.edition.numbers.get(name)
    if (number === undefined) throw new MetrologyProblem('rulebook_number_missing', '/edition')
    return this.use(number)
  }

  /** A timetable needs the date of judgement even where the edition was named. */
  judgedOn(): string {
    if (this.on === null) throw new MetrologyProblem('date_missing', '/on')
    if (!isCalendarDate(this.on)) throw new MetrologyProblem('date_invalid', '/on')
    return this.on
  }

  /** A day of the edition's timetable, by name. */
  editionDay(name: string): string {
    const day = this.edition.dates.get(name)
    if (day === undefined) throw new MetrologyProblem('rulebook_number_missing', '/edition')
    this.usesNumbers = true
    this.cite(day.citation, day.confidence)
    return day.text
  }

  find(table: string, ...given: readonly Rational[]): CitedNumber | null {
    const found = find(this.table(table), ...given)
    return found === null ? null : this.use(found)
  }

  table(name: string): Table {
    const table = this.edition.tables.get(name)
    if (table === undefined) throw new MetrologyProblem('rulebook_number_missing', '/edition')
    return table
  }

  /** The confidence of the least certain number used so far. */
  weakest(): string {
    return weakestFirst.find((confidence) => this.confidences.includes(confidence)) ?? 'unverified'
  }

  step(name: string, formula: string, value: Rational | string, unit: string): string {
    const text = typeof value === 'string' ? value : exactOr12Digits(value)
    this.steps.push({ name, formula, value: text, unit })
    return text
  }

  /** A step that is also one of the result's values. */
  report(name: string, formula: string, value: Rational | string, unit: string): void {
    this.values[name] = this.step(name, formula, value, unit)
  }

  /** Like `report`, for what the record keeps as an integer. */
  count(name: string, formula: string, value: Rational, unit = '1'): void {
    this.step(name, formula, value, unit)
    this.values[name] = wholeNumber(value)
  }

  /** Like `report`, for a question that is answered with yes or no. */
  answer(name: string, formula: string, value: boolean): void {
    this.step(name, formula, value ? 'yes' : 'no', '')
    this.values[name] = value
  }

  givenLimit(value: Rational, text: string, unit: string): Limit {
    this.hasGivenLimit = true
    return { value, text, unit, citation: null, confidence: 'given' }
  }

  tabledLimit(number: CitedNumber): Limit {
    return { ...number }
  }

  /** Full-value comparison; a result exactly on the limit is within it. */
  compare(quantity: string, value: Rational, limit: Limit): void {
    this.decide(quantity, value, limit, compare(absolute(value), limit.value) <= 0)
  }

  /** Only an excess counts: what is given in full measure and beyond is within. */
  atMost(quantity: string, value: Rational, limit: Limit): void {
    this.decide(quantity, value, limit, compare(value, limit.value) <= 0)
  }

  decide(quantity: string, value: Rational, limit: Limit, isWithin: boolean): void {
    this.reasons.push({
      quantity,
      value: exactOr12Digits(value),
      limit: limit.text,
      unit: limit.unit,
      outcome: isWithin ? 'within' : 'exceeds',
      clause: limit.citation === null ? null : citationText(limit.citation),
      clause_en: limit.citation === null ? null : citationTextEn(limit.citation),
      confidence: limit.confidence,
    })
  }

  /** What is seen, not measured: the state found against the state the procedure wants. */
  state(quantity: string, found: string, wanted: string, isWithin: boolean): void {
    this.reasons.push({
      quantity,
      value: found,
      limit: wanted,
      unit: '',
      outcome: isWithin ? 'within' : 'exceeds',
      clause: citationText(this.procedure.citation),
      clause_en: citationTextEn(this.procedure.citation),
      confidence: this.procedure.confidence,
    })
  }

  conclude(): Evaluation {
    return {
      rule: this.rule,
      verdict: this.verdict(),
      values: this.values,
      edition: this.edition.name,
      basis: this.basis(),
      problem: null,
      confidence: this.weakest(),
      comparison: this.comparison ?? this.procedure.comparison,
      screening: this.screening,
      reference_only: this.isReferenceOnly(),
      reasons: this.reasons,
      trace: this.steps,
    }
  }

  /** For what is no number, such as a row of the catalogue. */
  cite(citation: Citation, confidence: string): void {
    const text = citationText(citation)
    if (!this.citations.some((known) => citationText(known) === text)) this.citations.push(citation)
    this.confidences.push(confidence)
  }

  private use(number: CitedNumber): CitedNumber {
    this.usesNumbers = true
    this.cite(number.citation, number.confidence)
    return number
  }

  private verdict(): Verdict {
    if (this.word !== null) return this.word
    if (this.reasons.length === 0) return 'value'
    return this.reasons.every((reason) => reason.outcome === 'within') ? 'pass' : 'fail'
  }

  /** Only numbers of the expired edition make it so; limits that were all given owe it nothing. */
  private isReferenceOnly(): boolean {
    return this.choice.ground === 'reference' && this.usesNumbers
  }

  /** `given` alone when a limit or the edition came with the readings; else the clauses and how sure they are. */
  private basis(): string {
    const isGiven = this.hasGivenLimit || this.choice.ground === 'given'
    const parts = isGiven ? ['given'] : [this.citations.map(citationText).join(' + '), this.weakest()]
    if (this.isReferenceOnly()) parts.push('reference_only')
    if (this.screening) parts.push('screening')
    return parts.join('; ')
  }
}
