// A library of editions: which may stand beside each other, in what order, and which one is chosen; the server's twin
// reads the same cases.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { MetrologyProblem } from './problems.ts'
import { Library, type Wanted } from './rulebook.ts'
import { readEdition } from './rulebook-reader.ts'

interface Problem {
  readonly slug: string
  readonly pointer: string
}

interface Asked extends Wanted {
  readonly rule: string
  readonly expected?: readonly [string, string]
  readonly expected_problem?: Problem
}

interface Case {
  readonly note: string
  readonly editions: readonly { readonly rules: readonly string[] }[]
  readonly expected_problem?: Problem
  readonly expected_order?: readonly (readonly [string, string])[]
  readonly asked?: readonly Asked[]
}

const FOLDER = new URL('../../../tests/vectors/rulebooks/', import.meta.url)
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))
const { base } = read('editions.json') as { base: { procedures: { gbt8170_round: object } } }

function edition({ rules, ...changes }: Case['editions'][number]) {
  const procedures = Object.fromEntries(rules.map((rule) => [rule, base.procedures.gbt8170_round]))
  return readEdition({ ...base, ...changes, procedures })
}

function refusalOf(act: () => unknown): Problem | undefined {
  try {
    act()
  } catch (problem) {
    if (problem instanceof MetrologyProblem) return { slug: problem.slug, pointer: problem.pointer }
    throw problem
  }
  return undefined
}

it.each(read('libraries.json') as Case[])('$note', (example) => {
  const editions = example.editions.map(edition)
  expect(refusalOf(() => new Library(editions))).toEqual(example.expected_problem)
  if (example.expected_problem !== undefined) return
  const library = new Library(editions)
  const order = library.editions.map(({ name, procedures }) => [name, [...procedures.keys()][0]])
  expect(order).toEqual(example.expected_order ?? order)
  for (const { rule, expected, expected_problem, ...wanted } of example.asked ?? []) {
    expect(refusalOf(() => library.choose(rule, wanted))).toEqual(expected_problem)
    if (expected === undefined) continue
    const choice = library.choose(rule, wanted)
    expect([choice.edition.name, choice.ground]).toEqual(expected)
  }
})
