// One dated edition as the evaluator sees it: numbers, tables and procedures, each with its citation and confidence.
import { compare, type Rational } from './rationals.ts'

export interface Citation {
  readonly document: string
  readonly edition: string
  readonly clause: string
  readonly clauseEn: string
}

/** A number of an edition: its text as the edition prints it, its value, and where it comes from. */
export interface CitedNumber {
  readonly text: string
  readonly value: Rational
  readonly unit: string
  readonly confidence: string
  readonly citation: Citation
}

/** A day that an edition sets. The order of two such texts is the order of the days. */
export interface CitedDay {
  readonly text: string
  readonly confidence: string
  readonly citation: Citation
}

/** Where the formula of a rule comes from, and how a result is compared with its limit. */
export interface Procedure {
  readonly comparison: string
  readonly confidence: string
  readonly citation: Citation
}

export interface Row {
  readonly lower: Rational
  readonly lowerClosed: boolean
  readonly upper: Rational | null
  readonly upperClosed: boolean
  readonly number: CitedNumber | null
  readonly rows: readonly Row[]
}

export interface Table {
  readonly arguments: readonly string[]
  readonly rows: readonly Row[]
}

export interface Edition {
  readonly name: string
  readonly title: string
  readonly titleEn: string
  readonly scope: string | null
  readonly validFrom: string
  readonly validTo: string | null
  readonly validityConfidence: string
  readonly referenceAfter: boolean
  readonly note: string
  readonly noteEn: string
  readonly procedures: ReadonlyMap<string, Procedure>
  readonly numbers: ReadonlyMap<string, CitedNumber>
  readonly tables: ReadonlyMap<string, Table>
  readonly dates: ReadonlyMap<string, CitedDay>
}

export function citationText(citation: Citation): string {
  return `${citation.document}-${citation.edition} ${citation.clause}`
}

export function citationTextEn(citation: Citation): string {
  return `${citation.document}-${citation.edition} ${citation.clauseEn}`
}

/** The number for these arguments; null where the table says nothing. */
export function find(table: Table, ...given: readonly Rational[]): CitedNumber | null {
  let rows = table.rows
  let number: CitedNumber | null = null
  for (const argument of given) {
    const row = rows.find((candidate) => covers(candidate, argument))
    if (row === undefined) return null
    rows = row.rows
    number = row.number
  }
  return number
}

export function isInForce(edition: Edition, on: string): boolean {
  return edition.validFrom <= on && !hasExpired(edition, on)
}

export function hasExpired(edition: Edition, on: string): boolean {
  return edition.validTo !== null && edition.validTo < on
}

export function covers(row: Row, argument: Rational): boolean {
  const fromLower = compare(argument, row.lower)
  const isAbove = fromLower > 0 || (row.lowerClosed && fromLower === 0)
  if (row.upper === null) return isAbove
  const fromUpper = compare(argument, row.upper)
  return isAbove && (fromUpper < 0 || (row.upperClosed && fromUpper === 0))
}
