// Where each rule begins to refuse, input by input: the last value that it takes and the first that it does not.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { judgeLine } from './judge.ts'
import { RULES } from './rules.ts'

type Json = Record<string | number, unknown>
type Path = readonly (string | number)[]

interface Trial {
  readonly on: string | null
  readonly inputs: Json
  readonly accepted: readonly (readonly [Path, unknown])[]
  readonly refused: readonly (readonly [Path, unknown, string, string])[]
}

const FILE = new URL('../../../tests/vectors/refusals.json', import.meta.url)
const trials = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Trial[]>

/** What is said when one place of the inputs holds something else; an input that is null is left out. */
function problemOf(rule: string, { on, inputs }: Trial, path: Path, given: unknown): [string, string] | null {
  const changed = structuredClone(inputs)
  const holder = path.slice(0, -1).reduce<Json>((place, step) => place[step] as Json, changed)
  holder[path[path.length - 1] ?? ''] = given
  const { problem } = judgeLine({ rule, on, inputs: changed })
  return problem && [problem.slug, problem.pointer]
}

it.each(Object.entries(trials))('the borders of %s', (rule, asked) => {
  for (const trial of asked) {
    for (const [path, given] of trial.accepted) {
      expect(problemOf(rule, trial, path, given), `${path} ${given}`).toBeNull()
    }
    for (const [path, given, slug, pointer] of trial.refused) {
      expect(problemOf(rule, trial, path, given), `${path} ${given}`).toEqual([slug, pointer])
    }
  }
})

it('has borders of every rule', () => {
  expect(Object.keys(trials).sort()).toEqual([...RULES.keys()].sort())
})
