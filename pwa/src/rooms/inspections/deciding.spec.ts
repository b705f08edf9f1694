// Which verdicts decide a check: the cases that the server's twin is held to as well.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Evaluation } from '@/contract/entities'
import { deciding } from './deciding'

interface Case {
  name: string
  evaluations: Pick<Evaluation, 'verdict' | 'values'>[]
  expected: (string | null)[]
}
const file = resolve(import.meta.dirname, '../../../../tests/vectors/deciding_verdicts.json')
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[]

describe('the verdicts that decide a check', () => {
  it.each(cases)('$name', ({ evaluations, expected }) => {
    expect(deciding(evaluations)).toEqual(expected)
  })
})
