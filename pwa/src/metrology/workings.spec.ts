// What the sheet of a judgement shows: each rule's formulas, units, clauses and confidences, as the server's twin shows them.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Evaluation } from './conclusion.ts'
import { judgeLine } from './judge.ts'
import { RULES } from './rules.ts'

interface Case {
  readonly id: string
  readonly rule: string
  readonly on?: string
  readonly inputs: Readonly<Record<string, unknown>>
}

type Row = readonly unknown[]

const VECTORS = new URL('../../../tests/vectors/', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, VECTORS), 'utf8'))
const workings = read('workings.json') as Record<string, { steps: Row[]; reasons: Row[]; sheets: [string, ...Row[]][] }>
const cases = readdirSync(new URL('metrology/', VECTORS)).flatMap((name) => read(`metrology/${name}`) as Case[])

const told = (rows: readonly Row[]) => [...new Set(rows.map((row) => JSON.stringify(row)))].sort()

function recordOf({ rule, on, inputs }: Case): Evaluation | undefined {
  const record = judgeLine({ rule, on, inputs }, { full: true })
  return 'trace' in record ? record : undefined
}

function sheetOf(asked: Case): Row {
  const record = recordOf(asked)
  if (record === undefined) throw new Error(`refused: ${asked.id}`)
  expect(record.rule).toBe(asked.rule)
  const { comparison, screening, reference_only, confidence, trace, reasons } = record
  return [
    asked.id,
    [comparison, screening, reference_only, confidence],
    trace.map(({ name, value, unit }) => [name, value, unit]),
    reasons.map(({ quantity, value, limit, outcome }) => [quantity, value, limit, outcome]),
  ]
}

it.each([...RULES.keys()])('the working of %s', (rule) => {
  const records = cases.filter((one) => one.rule === rule).flatMap((one) => recordOf(one) ?? [])
  const steps = records.flatMap(({ trace }) => trace.map(({ name, formula, unit }) => [name, formula, unit]))
  const reasons = records.flatMap((record) =>
    record.reasons.map(({ quantity, unit, clause, clause_en, confidence }) => [
      quantity,
      unit,
      clause,
      clause_en,
      confidence,
    ]),
  )
  expect(told(steps)).toEqual(told(workings[rule]?.steps ?? []))
  expect(told(reasons)).toEqual(told(workings[rule]?.reasons ?? []))
})

it.each([...RULES.keys()])('the sheets of %s', (rule) => {
  for (const sheet of workings[rule]?.sheets ?? []) {
    expect(cases.filter(({ id }) => id === sheet[0]).map(sheetOf)).toEqual([sheet])
  }
})

it('has no working of a rule that is not', () => {
  expect(Object.keys(workings).sort()).toEqual([...RULES.keys()].sort())
})
