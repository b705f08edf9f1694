// The errors of a station's nozzles together: the cases that the server's twin is held to as well.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Check, Evaluation } from '@/contract/entities'
import { fairnessOf, nozzleErrors } from './fairness'

interface Case {
  name: string
  on: string
  checks: (Omit<Check, 'measurements'> & {
    measurements: { rule: string; inputs: { [name: string]: unknown }; evaluation: Evaluation }[]
  })[]
  expected: null | {
    errors: [string, string | null, string, boolean][]
    nozzles: number
    mpe_percent: string
    mean_percent: string
    range_percent: string
    short_count: number
    flags: boolean
  }
}
const file = resolve(import.meta.dirname, '../../../../tests/vectors/station_errors.json')
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[]
const told = (one: Case['checks'][number]) =>
  ({ ...one, measurements: one.measurements.map((each) => ({ ...each, phone: each.evaluation })) }) as unknown as Check

describe('how the nozzles of a station lie', () => {
  it.each(cases)('$name', ({ on, checks, expected }) => {
    const found = fairnessOf(checks.map(told), on)
    if (!expected) return expect(found).toBeNull()
    const { errors, mpe_percent, nozzles, flags, ...figures } = expected
    const each = checks.flatMap((one) =>
      nozzleErrors(told(one)).map(({ point, error, exceeds }) => [one.premises_id, point, error, exceeds]),
    )
    expect(each).toEqual(errors)
    expect(found).toMatchObject({ limit: mpe_percent, nozzles, flags })
    expect(found?.errors).toHaveLength(errors.length)
    expect(found?.judgement.evaluation?.values).toMatchObject(figures)
  })

  it('leaves out what another phone sent that is no number', () => {
    const [first] = cases[1]?.checks ?? []
    const odd = structuredClone(first) as Case['checks'][number]
    for (const one of odd.measurements) one.evaluation.values.mean_percent = 'NaN'
    expect(nozzleErrors(told(odd))).toEqual([])
  })
})
