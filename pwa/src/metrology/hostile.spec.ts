// Whatever stands where a number, a choice, a list or a date belongs: each is refused by its name and its place.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judgeLine } from './judge.ts'
import { pointerTo } from './problems.ts'
import { RULES } from './rules.ts'

type Json = Record<string | number, unknown>
type Path = readonly (string | number)[]

interface Trial {
  readonly on: string
  readonly inputs: Json
  readonly places: readonly (readonly [Path, string])[]
}

interface Given {
  readonly places: Readonly<Record<string, readonly [Trial, ...Trial[]]>>
  readonly unknown_inputs: readonly string[]
  readonly before_any_edition: readonly string[]
  readonly hostile: Readonly<Record<string, readonly (readonly [unknown, string])[]>>
}

const FILE = new URL('../../../tests/vectors/hostile.json', import.meta.url)
const { places, hostile, ...more } = JSON.parse(readFileSync(FILE, 'utf8')) as Given

function problemOf(line: Json): string {
  const { problem } = judgeLine(line)
  return `${problem?.slug} ${problem?.pointer}`
}

function withOne(inputs: Json, path: Path, given: unknown): Json {
  const changed = structuredClone(inputs)
  const holder = path.slice(0, -1).reduce<Json>((place, step) => place[step] as Json, changed)
  holder[path[path.length - 1] ?? ''] = given
  return changed
}

describe.each(Object.entries(places))('%s', (rule, trials) => {
  const [{ on, inputs }] = trials

  it('takes nothing hostile', () => {
    for (const trial of trials) {
      for (const [path, kind] of trial.places) {
        const pointer = `/inputs/${path.join('/')}`
        for (const [given, slug] of hostile[kind] ?? []) {
          const found = problemOf({ rule, on: trial.on, inputs: withOne(trial.inputs, path, given) })
          if (found !== `${slug} ${pointer}`) expect.fail(`${pointer} ${JSON.stringify(given)}: ${found}`)
        }
      }
    }
  })

  it('takes no date and no name that is none', () => {
    for (const [given, slug] of hostile.date ?? []) {
      expect(problemOf({ rule, on: given, inputs }), `${given}`).toBe(`${slug} /on`)
    }
    for (const day of more.before_any_edition) {
      expect(problemOf({ rule, on: day, inputs }), day).toBe('edition_missing /on')
    }
    for (const name of more.unknown_inputs) {
      const found = problemOf({ rule, on, inputs: { ...inputs, [name]: '1' } })
      expect(found, name).toBe(`input_unknown ${pointerTo('/inputs', name)}`)
    }
    for (const [given, slug] of hostile.group ?? []) {
      expect(problemOf({ rule, on, inputs: given }), `${given}`).toBe(`${slug} /inputs`)
    }
  })
})

it('knows no other rule', () => {
  for (const [given, slug] of hostile.rule ?? []) {
    expect(problemOf({ rule: given, on: '2026-11-23', inputs: {} }), `${given}`).toBe(`${slug} /rule`)
  }
})

it('tries every rule', () => {
  expect(Object.keys(places).sort()).toEqual([...RULES.keys()].sort())
})
