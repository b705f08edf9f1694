// The catalogue of instruments: read as strictly as the server reads it, from the same files.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundledCatalogues, type Catalogue, catalogueOf, readCatalogue, type Span } from './instrument-catalogue.ts'
import { MetrologyProblem } from './problems.ts'
import { parse } from './rationals.ts'

type Json = Record<string | number, unknown>

interface Case {
  readonly note: string
  readonly path: readonly (string | number)[]
  readonly set?: unknown
  readonly expected_problem?: { readonly slug: string; readonly pointer: string }
}

interface GivenSpan {
  readonly input: string
  readonly from: string
  readonly from_closed: boolean
  readonly to?: string | null
  readonly to_closed: boolean
}

interface GivenCitation {
  readonly document: string
  readonly edition: string
  readonly clause: string
  readonly clause_en: string
}

interface GivenPeriod {
  readonly form: string
  readonly months: string
  readonly when?: GivenSpan | null
  readonly when_optional: boolean
  readonly confidence: string
  readonly citation: GivenCitation
}

interface GivenEntry {
  readonly kind: string
  readonly title: string
  readonly title_en: string
  readonly management: string
  readonly form?: string | null
  readonly uses: readonly string[]
  readonly doubtful: boolean
  readonly range?: GivenSpan | null
  readonly range_known: boolean
  readonly in_force_from: string
  readonly confidence: string
  readonly citation: GivenCitation
  readonly note: string
  readonly note_en: string
  readonly periods: readonly GivenPeriod[]
}

interface GivenCatalogue {
  readonly title: string
  readonly title_en: string
  readonly announcement: string
  readonly announcement_en: string
  readonly announced_on: string
  readonly editions: readonly string[]
  readonly note: string
  readonly note_en: string
  readonly rows: readonly GivenEntry[]
}

const CASES = new URL('../../../tests/vectors/rulebooks/catalogues.json', import.meta.url)
const FOLDER = new URL('../../../server/metrology/catalogue/', import.meta.url)
const { base, refused, accepted } = JSON.parse(readFileSync(CASES, 'utf8')) as {
  base: Json
  refused: Case[]
  accepted: Case[]
}

function changed({ path, ...change }: Case): Json {
  const given = structuredClone(base)
  const holder = path.slice(0, -1).reduce<Json>((place, step) => place[step] as Json, given)
  const last = path[path.length - 1] ?? ''
  if ('set' in change) holder[last] = change.set
  else delete holder[last]
  return given
}

function span(given: GivenSpan | null | undefined): Span | null {
  if (given === null || given === undefined) return null
  const { input, from, from_closed: lowerClosed, to, to_closed: upperClosed } = given
  const upper = to === null || to === undefined ? null : parse(to)
  return { input, row: { lower: parse(from), lowerClosed, upper, upperClosed, number: null, rows: [] } }
}

function citation({ document, edition, clause, clause_en }: GivenCitation) {
  return { document, edition, clause, clauseEn: clause_en }
}

/** As it stands in its file, field by field. */
function catalogue(given: GivenCatalogue): Catalogue {
  const { title, announcement, editions, note } = given
  return {
    title,
    titleEn: given.title_en,
    announcement,
    announcementEn: given.announcement_en,
    announcedOn: given.announced_on,
    editions,
    note,
    noteEn: given.note_en,
    entries: new Map(given.rows.map((row) => [row.kind, entry(row)])),
  }
}

function entry(given: GivenEntry) {
  const { title, management, form, uses, doubtful, range, confidence, note, periods } = given
  return {
    title,
    titleEn: given.title_en,
    management,
    form: form ?? null,
    uses,
    doubtful,
    range: span(range),
    rangeKnown: given.range_known,
    inForceFrom: given.in_force_from,
    confidence,
    citation: citation(given.citation),
    note,
    noteEn: given.note_en,
    periods: periods.map((period) => ({
      form: period.form,
      months: parse(period.months),
      when: span(period.when),
      whenOptional: period.when_optional,
      confidence: period.confidence,
      citation: citation(period.citation),
    })),
  }
}

function refusalOf(act: () => unknown): { slug: string; pointer: string } | null {
  try {
    act()
  } catch (problem) {
    if (problem instanceof MetrologyProblem) return { slug: problem.slug, pointer: problem.pointer }
    throw problem
  }
  return null
}

describe('reading a catalogue', () => {
  it('takes a sound one', () => {
    expect([...readCatalogue(base).entries.keys()]).toEqual(['meter', 'scale'])
  })

  it.each(refused.map((example) => [example.note, example] as const))('refuses %s', (_, example) => {
    expect(refusalOf(() => readCatalogue(changed(example)))).toEqual(example.expected_problem)
  })

  it.each(accepted.map((example) => [example.note, example] as const))('takes %s as it stands there', (_, example) => {
    const given = changed(example)
    expect(readCatalogue(given)).toEqual(catalogue(given as unknown as GivenCatalogue))
  })
})

it.each(readdirSync(FOLDER))('of %s all is read as it stands there', (name) => {
  const given = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as GivenCatalogue
  expect(readCatalogue(given)).toEqual(catalogue(given))
})

it('an edition without a catalogue is refused', () => {
  expect(refusalOf(() => catalogueOf('JJG 0'))).toEqual({ slug: 'rulebook_number_missing', pointer: '/edition' })
})

it('bundles every catalogue of the server', () => {
  const shipped = readdirSync(FOLDER).map(
    (name) => (JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { announcement: string }).announcement,
  )
  expect(bundledCatalogues().map(({ announcement }) => announcement)).toEqual(shipped)
})
