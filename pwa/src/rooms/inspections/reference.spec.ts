// What a superseded edition leaves of a conclusion: the cases that the server's twin is held to as well.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Check, Evaluation, Inspection, Measurement } from '@/contract/entities'
import { conclusionOf, conclusionWord, counts } from './checks'
import { withReference } from './reference'

interface Case {
  name: string
  conditions: Inspection['conditions']
  outcome: string
  answers: string[]
  identity: string[]
  evaluations: Evaluation[]
  expected_means: string[]
  expected_conclusion: string
  expected_word: string
}
const file = resolve(import.meta.dirname, '../../../../tests/vectors/reference_verdicts.json')
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[]
const answered = (all: string[]) => all.map((answer) => ({ answer }))

describe('a verdict by a superseded edition', () => {
  it.each(cases)('$name', (given) => {
    const measurements = given.evaluations.map((phone) => withReference({ phone } as Measurement, given))
    const check = {
      outcome: given.outcome,
      answers: answered(given.answers),
      identity_checks: answered(given.identity),
      measurements,
    } as unknown as Check
    expect(measurements.map((one) => counts(one.phone))).toEqual(given.expected_means)
    expect(conclusionOf(check)).toBe(given.expected_conclusion)
    expect(conclusionWord(check)).toBe(given.expected_word)
  })
})
