// Newer editions over those before them: who is closed, and who stays as it was.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MetrologyProblem } from './problems.ts'
import { readEdition } from './rulebook-reader.ts'
import { overBundled, readParts } from './stored-editions.ts'
import { closed, dayBefore, follows, givenOverBundled } from './succession.ts'

type Json = Record<string, unknown>

const FUEL = new URL('../../../server/metrology/rulebooks/jjg_443_2023.json', import.meta.url)
const [ERROR, REPEATABILITY] = ['fuel_dispenser_error', 'fuel_dispenser_repeatability']

function fuel(changed: Json = {}): Json {
  return { ...JSON.parse(readFileSync(FUEL, 'utf8')), edition: 'D-1', valid_from: '2027-06-01', ...changed }
}

function named(library: ReturnType<typeof overBundled>, rule: string, on: string): string {
  return library.choose(rule, { on, scope: null, named: null }).edition.name
}

function refusalOf(act: () => unknown): unknown {
  try {
    act()
  } catch (problem) {
    if (problem instanceof MetrologyProblem) return [problem.slug, problem.pointer]
    throw problem
  }
  return null
}

describe('a newer edition', () => {
  it('closes what it follows, the day before', () => {
    const open = readEdition(fuel({ edition: 'O', valid_from: '2020-01-01', valid_to: null }))
    expect(closed(open, [readEdition(fuel())]).validTo).toBe('2027-05-31')
    expect([dayBefore('2028-03-01'), dayBefore('2027-01-01')]).toEqual(['2028-02-29', '2026-12-31'])
  })

  it('leaves alone what has expired, is of another scope, is as new, or serves other rules', () => {
    const newer = readEdition(fuel())
    const older = { edition: 'O', valid_from: '2020-01-01' }
    const others = readEdition(fuel(older))
    for (const one of [
      readEdition(fuel({ ...older, valid_to: '2027-05-31' })),
      readEdition(fuel({ ...older, scope: 'special' })),
      readEdition(fuel({ edition: 'O' })),
      { ...others, procedures: new Map([['nawi_repeatability', [...others.procedures.values()][0] as never]]) },
    ]) {
      expect(closed(one, [newer])).toBe(one)
    }
  })

  it('follows one with which it has one of its rules in common', () => {
    const [first] = readParts(fuel({ edition: 'O', valid_from: '2020-01-01' }))
    expect(first && follows(readEdition(fuel()), first)).toBe(true)
  })

  it('of one rule leaves the others alone, and without a rule serves all of its own', () => {
    const one = givenOverBundled([fuel({ rule: ERROR })])
    expect(named(one, ERROR, '2027-06-01')).toBe('D-1')
    expect(named(one, REPEATABILITY, '2027-06-01')).toBe('JJG 443-2023')
    const all = givenOverBundled([fuel(), [fuel({ edition: 'D-2', valid_from: '2028-01-01' })]])
    expect(['2027-05-31', '2027-06-01', '2028-01-01'].map((on) => named(all, REPEATABILITY, on))).toEqual([
      'JJG 443-2023',
      'D-1',
      'D-2',
    ])
  })
})

it.each(['no_such', ['x'], 7])('%j is no rule of the edition', (rule) => {
  expect(refusalOf(() => readParts(fuel({ rule })))).toEqual(['rulebook_field_invalid', '/rule'])
})

it('what is no refusal is not passed over in silence', () => {
  const broken = {
    get edition(): string {
      throw new RangeError('broken')
    },
  }
  expect(() => overBundled([broken])).toThrow(RangeError)
})
