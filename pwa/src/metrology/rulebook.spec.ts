// Editions: a table with a gap or an overlap is refused, and the phone carries every edition the server ships.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundled } from './bundled-editions.ts'
import { MetrologyProblem } from './problems.ts'
import { Library } from './rulebook.ts'
import { readEdition } from './rulebook-reader.ts'
import { evaluate } from './rules.ts'

type Json = Record<string, unknown>
type Path = readonly [string | number, ...(string | number)[]]

interface Case {
  readonly note: string
  readonly set: readonly (readonly [Path, unknown])[]
  readonly drop: readonly Path[]
  readonly expected_problem: { readonly slug: string; readonly pointer: string } | null
}

const EDITIONS = new URL('../../../tests/vectors/rulebooks/editions.json', import.meta.url)
const RULEBOOKS = new URL('../../../server/metrology/rulebooks/', import.meta.url)
const file = JSON.parse(readFileSync(EDITIONS, 'utf8')) as { base: Json; cases: Case[] }

function changed({ set, drop }: Case): Json {
  const edition = structuredClone(file.base)
  const holderOf = (path: Path) => path.slice(0, -1).reduce<Json>((place, step) => place[step] as Json, edition)
  for (const [path, value] of set) holderOf(path)[path[path.length - 1] ?? ''] = value
  for (const path of drop) delete holderOf(path)[path[path.length - 1] ?? '']
  return edition
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

function edition(name: string, validFrom: string, validTo: string | null, more: Json = {}) {
  return readEdition({ ...file.base, edition: name, valid_from: validFrom, valid_to: validTo, ...more })
}

describe('reading an edition', () => {
  it.each(file.cases)('$note', (example) => {
    expect(refusalOf(() => readEdition(changed(example)))).toEqual(example.expected_problem)
  })
})

describe('choosing an edition', () => {
  it('never has two in force on the same day', () => {
    const later = edition('D-2', '2021-01-01', null)
    expect(refusalOf(() => new Library([later, edition('D-1', '2020-01-01', '2021-01-01')]))).toEqual({
      slug: 'rulebook_editions_overlap',
      pointer: '/valid_from',
    })
    expect(refusalOf(() => new Library([later, edition('D-1', '2020-01-01', '2020-12-31')]))).toBeNull()
  })

  it('puts the particular before the general', () => {
    const special = edition('D-2', '2021-01-01', null, { scope: 'special' })
    const library = new Library([special, edition('D-1', '2020-01-01', null)])
    const chosen = (on: string, scope: string | null) =>
      library.choose('gbt8170_round', { on, scope, named: null }).edition.name
    expect(chosen('2020-12-31', 'special')).toBe('D-1')
    expect(chosen('2021-01-01', 'special')).toBe('D-2')
    expect(chosen('2021-01-01', null)).toBe('D-1')
  })

  it('takes the library that was pulled instead of the bundled one', () => {
    const library = new Library([edition('D-1', '2020-01-01', null)])
    expect(evaluate('gbt8170_round', { value: '1', interval: '1' }, '2026-11-23', { library }).edition).toBe('D-1')
  })
})

it('bundles every edition of the server', () => {
  const shipped = readdirSync(RULEBOOKS).map(
    (name) => (JSON.parse(readFileSync(new URL(name, RULEBOOKS), 'utf8')) as { edition: string }).edition,
  )
  expect(
    bundled()
      .editions.map(({ name }) => name)
      .sort(),
  ).toEqual(shipped.sort())
})
