// The catalogue of instruments under mandatory management: kinds, modes, uses, sizes and periods, each row cited.
import { catalogues as files } from './data.ts'
import type { Citation, Row } from './edition.ts'
import { MetrologyProblem } from './problems.ts'
import { compare, type Rational, rational } from './rationals.ts'
import { Part, readCitation, readInterval } from './rulebook-reader.ts'

const MANAGEMENT = ['type_approval_and_verification', 'verification', 'type_approval', 'none', 'unknown']
const FORMS = ['periodic', 'first_until_failure', 'first_then_replaced', 'mixed']
const PERIOD_FORMS = ['periodic', 'life']
export const USES: readonly string[] = ['trade', 'safety', 'medical', 'environment', 'law_enforcement']
export const SIZES: readonly string[] = ['nominal_diameter_DN', 'gas_meter_size_G', 'permanent_flow_Q3']
const LONGEST_MONTHS = rational(240n)
const FIELDS = [
  'format',
  'title',
  'title_en',
  'announcement',
  'announcement_en',
  'announced_on',
  'editions',
  'note',
  'note_en',
  'rows',
]
const ROW_FIELDS = [
  'kind',
  'title',
  'title_en',
  'management',
  'form',
  'uses',
  'doubtful',
  'range',
  'range_known',
  'in_force_from',
  'confidence',
  'citation',
  'note',
  'note_en',
  'periods',
]

/** The sizes a row is about, named by the input that tells the size. */
export interface Span {
  readonly input: string
  readonly row: Row
}

/** The longest time between verifications, or in use, for instruments of this size. */
export interface Period {
  readonly form: string
  readonly months: Rational
  readonly when: Span | null
  readonly whenOptional: boolean
  readonly confidence: string
  readonly citation: Citation
}

/** One kind of instrument. `doubtful`: whether it is listed at all is not known for certain. */
export interface Entry {
  readonly title: string
  readonly titleEn: string
  readonly management: string
  readonly form: string | null
  readonly uses: readonly string[]
  readonly doubtful: boolean
  readonly range: Span | null
  readonly rangeKnown: boolean
  readonly inForceFrom: string
  readonly confidence: string
  readonly citation: Citation
  readonly note: string
  readonly noteEn: string
  readonly periods: readonly Period[]
}

/** One announcement. `editions` names the rulebook editions that judge by it. */
export interface Catalogue {
  readonly title: string
  readonly titleEn: string
  readonly announcement: string
  readonly announcementEn: string
  readonly announcedOn: string
  readonly editions: readonly string[]
  readonly note: string
  readonly noteEn: string
  readonly entries: ReadonlyMap<string, Entry>
}

let catalogues: readonly Catalogue[] | undefined

export function needsVerification({ management }: Entry): boolean {
  return management === 'type_approval_and_verification' || management === 'verification'
}

export function catalogueOf(edition: string): Catalogue {
  const found = bundledCatalogues().find((catalogue) => catalogue.editions.includes(edition))
  if (found === undefined) throw new MetrologyProblem('rulebook_number_missing', '/edition')
  return found
}

/** The catalogues that ship with the program, from the same files the server reads. */
export function bundledCatalogues(): readonly Catalogue[] {
  catalogues ??= files.map(readCatalogue)
  return catalogues
}

export function readCatalogue(given: unknown): Catalogue {
  const part = new Part(given, '')
  part.only(...FIELDS)
  if (part.text('format') !== '1') part.fail('format')
  return {
    title: part.text('title'),
    titleEn: part.text('title_en'),
    announcement: part.text('announcement'),
    announcementEn: part.text('announcement_en'),
    announcedOn: part.day('announced_on'),
    editions: texts(part, 'editions'),
    note: part.textOrEmpty('note'),
    noteEn: part.textOrEmpty('note_en'),
    entries: readEntries(part),
  }
}

function readEntries(part: Part): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const row of part.parts('rows')) {
    const kind = row.text('kind')
    if (entries.has(kind)) row.fail('kind')
    entries.set(kind, readEntry(row))
  }
  return entries
}

function readEntry(part: Part): Entry {
  part.only(...ROW_FIELDS)
  return {
    title: part.text('title'),
    titleEn: part.text('title_en'),
    management: word(part, 'management', MANAGEMENT),
    form: part.isNull('form') ? null : word(part, 'form', FORMS),
    uses: texts(part, 'uses', USES),
    doubtful: part.flag('doubtful'),
    range: readSpan(part, 'range'),
    rangeKnown: part.flag('range_known'),
    inForceFrom: part.day('in_force_from'),
    confidence: part.confidence(),
    citation: readCitation(part.part('citation')),
    note: part.textOrEmpty('note'),
    noteEn: part.textOrEmpty('note_en'),
    periods: isEmpty(part.given.get('periods')) ? [] : part.parts('periods').map(readPeriod),
  }
}

function readPeriod(part: Part): Period {
  part.only('form', 'months', 'when', 'when_optional', 'confidence', 'citation')
  const months = part.decimal('months')
  if (months.denominator !== 1n || months.numerator <= 0n || compare(months, LONGEST_MONTHS) > 0) part.fail('months')
  return {
    form: word(part, 'form', PERIOD_FORMS),
    months,
    when: readSpan(part, 'when'),
    whenOptional: part.flag('when_optional'),
    confidence: part.confidence(),
    citation: readCitation(part.part('citation')),
  }
}

function readSpan(part: Part, name: string): Span | null {
  if (part.isNull(name)) return null
  const span = part.part(name)
  span.only('input', 'from', 'from_closed', 'to', 'to_closed')
  const row = { ...readInterval(span), number: null, rows: [] }
  return { input: word(span, 'input', SIZES), row }
}

function word(part: Part, name: string, words: readonly string[]): string {
  const found = part.text(name)
  return words.includes(found) ? found : part.fail(name)
}

function texts(part: Part, name: string, words?: readonly string[]): readonly string[] {
  const items = part.given.get(name)
  if (!Array.isArray(items)) return part.fail(name)
  for (const item of items) {
    if (typeof item !== 'string' || item === '' || words?.includes(item) === false) part.fail(name)
  }
  return items
}

function isEmpty(items: unknown): boolean {
  return Array.isArray(items) && items.length === 0
}
