// The catalogue of instruments: read as strictly as the server reads it, from the same files.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundledCatalogues, readCatalogue } from './instrument-catalogue.ts'
import { MetrologyProblem } from './problems.ts'

type Json = Record<string | number, unknown>

interface Case {
  readonly note: string
  readonly path: readonly (string | number)[]
  readonly set?: unknown
  readonly expected_problem: { readonly slug: string; readonly pointer: string }
}

const CASES = new URL('../../../tests/vectors/rulebooks/catalogues.json', import.meta.url)
const FOLDER = new URL('../../../server/metrology/catalogue/', import.meta.url)
const { base, refused } = JSON.parse(readFileSync(CASES, 'utf8')) as { base: Json; refused: Case[] }

function changed({ path, ...change }: Case): Json {
  const given = structuredClone(base)
  const holder = path.slice(0, -1).reduce<Json>((place, step) => place[step] as Json, given)
  const last = path[path.length - 1] ?? ''
  if ('set' in change) holder[last] = change.set
  else delete holder[last]
  return given
}

function refusalOf(given: unknown): { slug: string; pointer: string } | null {
  try {
    readCatalogue(given)
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
    expect(refusalOf(changed(example))).toEqual(example.expected_problem)
  })
})

it('bundles every catalogue of the server', () => {
  const shipped = readdirSync(FOLDER).map(
    (name) => (JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { announcement: string }).announcement,
  )
  expect(bundledCatalogues().map(({ announcement }) => announcement)).toEqual(shipped)
})
