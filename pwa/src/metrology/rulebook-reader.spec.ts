// What is read from an edition is what stands in its file: nothing is lost, exchanged or made up on the way.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Citation, CitedNumber, Edition, Row, Table } from './edition.ts'
import { parse } from './rationals.ts'
import { readEdition } from './rulebook-reader.ts'

interface GivenCitation {
  readonly document: string
  readonly edition: string
  readonly clause: string
  readonly clause_en: string
}

interface Given {
  readonly value: string
  readonly unit: string
  readonly confidence: string
  readonly citation: GivenCitation
}

interface GivenRow {
  readonly from: string
  readonly from_closed: boolean
  readonly to: string | null
  readonly to_closed: boolean
  readonly value?: string | null
  readonly confidence?: string | null
  readonly rows?: readonly GivenRow[]
}

interface GivenTable extends Given {
  readonly arguments: readonly string[]
  readonly rows: readonly GivenRow[]
}

interface GivenEdition {
  readonly edition: string
  readonly title: string
  readonly title_en: string
  readonly scope?: string | null
  readonly valid_from: string
  readonly valid_to: string | null
  readonly validity_confidence: string
  readonly reference_after: boolean
  readonly note: string
  readonly note_en: string
  readonly procedures: Readonly<Record<string, Given & { readonly comparison: string }>>
  readonly numbers: Readonly<Record<string, Given>>
  readonly tables: Readonly<Record<string, GivenTable>>
  readonly dates?: Readonly<Record<string, Given>> | null
}

const FOLDER = new URL('../../../server/metrology/rulebooks/', import.meta.url)

function citation({ document, edition, clause, clause_en }: GivenCitation): Citation {
  return { document, edition, clause, clauseEn: clause_en }
}

function cited({ value, unit, confidence, citation: source }: Given): CitedNumber {
  return { text: value, value: parse(value), unit, confidence, citation: citation(source) }
}

function row(given: GivenRow, table: GivenTable): Row {
  const { value, confidence } = given
  return {
    lower: parse(given.from),
    lowerClosed: given.from_closed,
    upper: given.to === null ? null : parse(given.to),
    upperClosed: given.to_closed,
    number: typeof value === 'string' ? cited({ ...table, value, confidence: confidence ?? table.confidence }) : null,
    rows: (given.rows ?? []).map((inner) => row(inner, table)),
  }
}

function table(given: GivenTable): Table {
  return { arguments: given.arguments, rows: given.rows.map((inner) => row(inner, given)) }
}

function each<From, To>(given: Readonly<Record<string, From>>, made: (one: From) => To): Map<string, To> {
  return new Map(Object.entries(given).map(([name, one]) => [name, made(one)]))
}

function edition(given: GivenEdition): Edition {
  const { title, note, procedures, numbers, tables, dates } = given
  return {
    name: given.edition,
    title,
    titleEn: given.title_en,
    scope: given.scope ?? null,
    validFrom: given.valid_from,
    validTo: given.valid_to,
    validityConfidence: given.validity_confidence,
    referenceAfter: given.reference_after,
    note,
    noteEn: given.note_en,
    procedures: each(procedures, (one) => ({
      comparison: one.comparison,
      confidence: one.confidence,
      citation: citation(one.citation),
    })),
    numbers: each(numbers, cited),
    tables: each(tables, table),
    dates: each(dates ?? {}, (one) => ({
      text: one.value,
      confidence: one.confidence,
      citation: citation(one.citation),
    })),
  }
}

it.each(readdirSync(FOLDER))('%s', (name) => {
  const given = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as GivenEdition
  expect(readEdition(given)).toEqual(edition(given))
})

it('a table has a hundred rows at most', () => {
  const given = JSON.parse(readFileSync(new URL('jjg_443_2023.json', FOLDER), 'utf8')) as GivenEdition
  const source = { document: 'D', edition: '1', clause: '1', clause_en: '1' }
  const withRows = (count: number) => {
    const rows = Array.from({ length: count }, (_, at) => ({
      from: `${at}`,
      from_closed: true,
      to: `${at + 1}`,
      to_closed: false,
      value: '1',
    }))
    const only = { arguments: ['x'], unit: 'g', confidence: 'verified', citation: source, rows }
    return readEdition({ ...given, tables: { only } })
  }
  expect(withRows(100).tables.get('only')?.rows).toHaveLength(100)
  expect(() => withRows(101)).toThrow('rulebook_field_invalid /tables/only/rows')
})
