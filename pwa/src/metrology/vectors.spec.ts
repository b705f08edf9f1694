// The worked cases that the server's twin reads too: each must come out exactly, none may be passed over.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judgeLine } from './judge.ts'
import { absolute, compare, parse, rational, subtract } from './rationals.ts'
import { RULES } from './rules.ts'

interface Case {
  readonly id: string
  readonly rule: string
  readonly on?: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly expected_verdict?: string
  readonly expected_values?: Readonly<Record<string, string | number | boolean>>
  readonly expected_edition?: string
  readonly expected_basis?: string
  readonly expected_problem?: { readonly slug: string; readonly pointer: string }
}

const VECTORS = new URL('../../../tests/vectors/', import.meta.url)
const LEAST_CASES = 12
const NEAR = rational(1n, 1_000_000n)

function casesIn(path: string): Case[] {
  return JSON.parse(readFileSync(new URL(path, VECTORS), 'utf8')) as Case[]
}

const own = readdirSync(new URL('metrology/', VECTORS)).flatMap((name) => casesIn(`metrology/${name}`))
const examples = casesIn('example_vectors.json')

/** `~` in a vector means: rounded for display, compare within 1e-6. */
function expectEqualOrNear(given: unknown, expected: string | number | boolean): void {
  if (typeof expected !== 'string' || !expected.startsWith('~')) {
    expect(given).toBe(expected)
    return
  }
  const apart = absolute(subtract(parse(given), parse(expected.slice(1))))
  expect(compare(apart, NEAR), `${given} against ${expected}`).toBeLessThanOrEqual(0)
}

function expectAnswer(example: Case, on: string | undefined): void {
  const answer = judgeLine({ rule: example.rule, on, inputs: example.inputs })
  if (example.expected_problem !== undefined) {
    expect(answer.problem).toMatchObject(example.expected_problem)
    expect(answer.verdict).toBeNull()
    return
  }
  expect(answer.problem).toBeNull()
  expect(answer.verdict).toBe(example.expected_verdict)
  for (const [name, expected] of Object.entries(example.expected_values ?? {})) {
    expectEqualOrNear(answer.values[name], expected)
  }
  expect(answer.edition).toBe(example.expected_edition ?? answer.edition)
  expect(answer.basis).toBe(example.expected_basis ?? answer.basis)
}

describe('vectors', () => {
  it.each(examples)('example $id', (example) => expectAnswer(example, '2026-11-23'))

  it.each(own)('$id', (example) => {
    expectAnswer(example, example.on)
    if (example.expected_values !== undefined) {
      const answer = judgeLine({ rule: example.rule, on: example.on, inputs: example.inputs })
      expect(Object.keys(answer.values).sort()).toEqual(Object.keys(example.expected_values).sort())
    }
  })

  it('has at least a dozen cases for every rule, and there are the 24 examples', () => {
    for (const rule of [...RULES.keys(), 'record_only']) {
      expect(own.filter((example) => example.rule === rule).length, rule).toBeGreaterThanOrEqual(LEAST_CASES)
    }
    expect(examples).toHaveLength(24)
  })
})
