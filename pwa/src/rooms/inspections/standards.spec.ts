// What a visit's standards leave open: the cases that the server's twin is held to as well.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Inspection, StandardFinding } from '@/contract/entities'
import { type Registered, standardFinding } from './standards'

interface Case {
  name: string
  rule: string
  inputs: { [name: string]: unknown }
  values: { [name: string]: unknown }
  visit: Inspection
  registered: Registered
  expected: StandardFinding | null
}
const file = resolve(import.meta.dirname, '../../../../tests/vectors/standard_findings.json')
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[]

describe('what the standards of a visit leave open', () => {
  it.each(cases)('$name', ({ rule, inputs, values, visit, registered, expected }) => {
    expect(standardFinding({ rule, inputs }, values, visit, registered)).toBe(expected)
  })
})
