// What the sheet of a judgement shows: each rule's formulas, units, clauses and confidences, as the server's twin shows them.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { judgeLine } from './judge.ts'
import { RULES } from './rules.ts'

interface Case {
  readonly rule: string
  readonly on?: string
  readonly inputs: Readonly<Record<string, unknown>>
}

type Row = readonly (string | null)[]

const VECTORS = new URL('../../../tests/vectors/', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, VECTORS), 'utf8'))
const workings = read('workings.json') as Record<string, { steps: Row[]; reasons: Row[] }>
const cases = readdirSync(new URL('metrology/', VECTORS)).flatMap((name) => read(`metrology/${name}`) as Case[])

const told = (rows: readonly Row[]) => [...new Set(rows.map((row) => JSON.stringify(row)))].sort()

it.each([...RULES.keys()])('the working of %s', (rule) => {
  const steps: Row[] = []
  const reasons: Row[] = []
  for (const { on, inputs } of cases.filter((one) => one.rule === rule)) {
    const record = judgeLine({ rule, on, inputs }, { full: true })
    if (!('trace' in record)) continue
    steps.push(...record.trace.map(({ name, formula, unit }) => [name, formula, unit]))
    reasons.push(
      ...record.reasons.map(({ quantity, unit, clause, confidence }) => [quantity, unit, clause, confidence]),
    )
  }
  expect(told(steps)).toEqual(told(workings[rule]?.steps ?? []))
  expect(told(reasons)).toEqual(told(workings[rule]?.reasons ?? []))
})

it('has no working of a rule that is not', () => {
  expect(Object.keys(workings).sort()).toEqual([...RULES.keys()].sort())
})
