// Turns the JSON of one edition into typed numbers and tables, and refuses anything incomplete.
// Each number carries a unit, a citation and how sure we are of it; each table covers its range without gap or overlap.
import { isCalendarDate } from './dates.ts'
import type { Citation, CitedDay, CitedNumber, Edition, Procedure, Row, Table } from './edition.ts'
import { MetrologyProblem, membersOf, pointerTo } from './problems.ts'
import { compare, parse, type Rational, ZERO } from './rationals.ts'

export const CONFIDENCE: readonly string[] = ['verified', 'second_hand', 'unverified']
const MAX_TEXT = 1000
const MAX_ROWS = 100
const MAX_ARGUMENTS = 2
const EDITION_FIELDS = [
  'format',
  'edition',
  'title',
  'title_en',
  'scope',
  'valid_from',
  'valid_to',
  'validity_confidence',
  'reference_after',
  'note',
  'note_en',
  'procedures',
  'numbers',
  'tables',
  'dates',
]

/** A JSON object being read: every field is asked for by name and type, and nothing may be left over. */
export class Part {
  readonly given: ReadonlyMap<string, unknown>
  readonly pointer: string

  constructor(given: unknown, pointer: string) {
    const members = membersOf(given)
    if (members === undefined) throw new MetrologyProblem('rulebook_field_invalid', pointer)
    this.given = members
    this.pointer = pointer
  }

  fail(name: string): never {
    throw new MetrologyProblem('rulebook_field_invalid', `${this.pointer}/${name}`)
  }

  only(...names: readonly string[]): void {
    for (const name of this.given.keys()) {
      if (!names.includes(name)) throw new MetrologyProblem('rulebook_field_unknown', pointerTo(this.pointer, name))
    }
  }

  isNull(name: string): boolean {
    return (this.given.get(name) ?? null) === null
  }

  textOrEmpty(name: string): string {
    const value = this.given.get(name)
    // Code points, as Python counts them.
    if (typeof value !== 'string' || [...value].length > MAX_TEXT) return this.fail(name)
    return value
  }

  text(name: string): string {
    return this.textOrEmpty(name) || this.fail(name)
  }

  optionalText(name: string): string | null {
    return this.isNull(name) ? null : this.text(name)
  }

  flag(name: string): boolean {
    const value = this.given.get(name)
    return typeof value === 'boolean' ? value : this.fail(name)
  }

  decimal(name: string): Rational {
    return parse(this.text(name), `${this.pointer}/${name}`)
  }

  day(name: string): string {
    const value = this.text(name)
    return isCalendarDate(value) ? value : this.fail(name)
  }

  confidence(name = 'confidence'): string {
    const value = this.text(name)
    return CONFIDENCE.includes(value) ? value : this.fail(name)
  }

  part(name: string): Part {
    return new Part(this.given.get(name), `${this.pointer}/${name}`)
  }

  parts(name: string): readonly Part[] {
    const items = this.given.get(name)
    if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ROWS) return this.fail(name)
    return items.map((item, index) => new Part(item, `${this.pointer}/${name}/${index}`))
  }

  each<Read>(name: string, read: (part: Part) => Read): ReadonlyMap<string, Read> {
    const inner = this.part(name)
    return new Map([...inner.given.keys()].map((key) => [key, read(inner.part(key))]))
  }
}

/** The one door for an edition, bundled or pulled from a server. */
export function readEdition(given: unknown): Edition {
  const part = new Part(given, '')
  part.only(...EDITION_FIELDS)
  if (part.text('format') !== '1') part.fail('format')
  const validFrom = part.day('valid_from')
  const validTo = part.isNull('valid_to') ? null : part.day('valid_to')
  if (validTo !== null && validTo < validFrom) part.fail('valid_to')
  return {
    name: part.text('edition'),
    title: part.text('title'),
    titleEn: part.text('title_en'),
    scope: part.optionalText('scope'),
    validFrom,
    validTo,
    validityConfidence: part.confidence('validity_confidence'),
    referenceAfter: part.flag('reference_after'),
    note: part.textOrEmpty('note'),
    noteEn: part.textOrEmpty('note_en'),
    procedures: part.each('procedures', readProcedure),
    numbers: part.each('numbers', readNumber),
    tables: part.each('tables', readTable),
    // Only an edition with a timetable has them; most have none.
    dates: part.isNull('dates') ? new Map() : part.each('dates', readDay),
  }
}

function readProcedure(part: Part): Procedure {
  part.only('comparison', 'confidence', 'citation')
  // 全数值比较法 is all these rules use; a rule judged on rounded values will have to say so here.
  if (part.text('comparison') !== 'full_value') part.fail('comparison')
  return {
    comparison: 'full_value',
    confidence: part.confidence(),
    citation: readCitation(part.part('citation')),
  }
}

function readNumber(part: Part): CitedNumber {
  part.only('value', 'unit', 'confidence', 'citation')
  const citation = readCitation(part.part('citation'))
  return {
    text: part.text('value'),
    value: part.decimal('value'),
    unit: part.text('unit'),
    confidence: part.confidence(),
    citation,
  }
}

function readDay(part: Part): CitedDay {
  part.only('value', 'confidence', 'citation')
  return { text: part.day('value'), confidence: part.confidence(), citation: readCitation(part.part('citation')) }
}

export function readCitation(part: Part): Citation {
  part.only('document', 'edition', 'clause', 'clause_en')
  return {
    document: part.text('document'),
    edition: part.text('edition'),
    clause: part.text('clause'),
    clauseEn: part.text('clause_en'),
  }
}

function readTable(part: Part): Table {
  part.only('arguments', 'unit', 'confidence', 'citation', 'rows')
  const names = part.given.get('arguments')
  if (!Array.isArray(names) || names.length === 0 || names.length > MAX_ARGUMENTS) return part.fail('arguments')
  if (!names.every((name) => typeof name === 'string' && name !== '')) return part.fail('arguments')
  const frame: CitedNumber = {
    text: '0',
    value: ZERO,
    unit: part.text('unit'),
    confidence: part.confidence(),
    citation: readCitation(part.part('citation')),
  }
  return { arguments: names, rows: readRows(part, frame, names.length) }
}

function readRows(part: Part, frame: CitedNumber, depth: number): readonly Row[] {
  const rows = part.parts('rows').map((item) => readRow(item, frame, depth))
  rows.forEach((after, index) => {
    const before = index > 0 ? rows[index - 1] : undefined
    if (before !== undefined) refuseSeam(before, after, `${part.pointer}/rows/${index}`)
  })
  return rows
}

function readRow(part: Part, frame: CitedNumber, depth: number): Row {
  part.only('from', 'from_closed', 'to', 'to_closed', 'value', 'confidence', 'rows')
  const interval = readInterval(part)
  const rows = depth > 1 ? readRows(part, frame, depth - 1) : []
  const number = depth === 1 ? readRowNumber(part, frame) : null
  return { ...interval, number, rows }
}

/** Where a row begins and ends, and whether its ends belong to it; one that covers nothing is refused. */
export function readInterval(part: Part): Omit<Row, 'number' | 'rows'> {
  const lower = part.decimal('from')
  const upper = part.isNull('to') ? null : part.decimal('to')
  const lowerClosed = part.flag('from_closed')
  const upperClosed = part.flag('to_closed')
  const order = upper === null ? 1 : compare(upper, lower)
  if (order < 0 || (order === 0 && !(lowerClosed && upperClosed))) part.fail('to')
  return { lower, lowerClosed, upper, upperClosed }
}

/** `value: null` says in so many words that the document sets no limit here. */
function readRowNumber(part: Part, frame: CitedNumber): CitedNumber | null {
  if (!part.given.has('value') || part.given.has('rows')) return part.fail('value')
  if (part.given.get('value') === null) return null
  const confidence = part.isNull('confidence') ? frame.confidence : part.confidence()
  return { ...frame, text: part.text('value'), value: part.decimal('value'), confidence }
}

/** Neighbours meet in one point that belongs to exactly one of them. */
function refuseSeam(before: Row, after: Row, pointer: string): void {
  const order = before.upper === null ? 1 : compare(before.upper, after.lower)
  if (order > 0) throw new MetrologyProblem('rulebook_overlap', pointer)
  if (order < 0) throw new MetrologyProblem('rulebook_gap', pointer)
  if (before.upperClosed && after.lowerClosed) throw new MetrologyProblem('rulebook_overlap', pointer)
  if (!before.upperClosed && !after.lowerClosed) throw new MetrologyProblem('rulebook_gap', pointer)
}
