// Stored editions before the bundled ones: who wins, who is left out, and a verdict that changes at the edition's date.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundled } from './bundled-editions.ts'
import { evaluate } from './rules.ts'
import { overBundled, parts } from './stored-editions.ts'
import { givenOverBundled } from './succession.ts'

type Json = Record<string, unknown>

const FUEL = new URL('../../../server/metrology/rulebooks/jjg_443_2023.json', import.meta.url)
const ERROR = 'fuel_dispenser_error'
const READING = {
  oil: 'gasoline',
  measure_material: 'stainless',
  V_J_L: '20.05',
  V_B20_L: '20',
  t_J_C: '20',
  t_B_C: '20',
}

function fuel(changed: Json = {}): Json {
  const edition = JSON.parse(readFileSync(FUEL, 'utf8'))
  edition.numbers.mpe_percent.value = '0.20'
  return { ...edition, edition: 'D-1', valid_from: '2027-06-01', rule: ERROR, ...changed }
}

/** As the phone holds it once the successor was published. */
const followed = fuel({ ...JSON.parse(readFileSync(FUEL, 'utf8')), valid_to: '2027-05-31' })
const names = (editions: readonly { name: string }[]) => [...new Set(editions.map(({ name }) => name))].sort()

describe('stored editions over the bundled ones', () => {
  it('change a verdict from their day on, and not before', () => {
    const library = overBundled([fuel(), followed])
    const judged = (on: string) => evaluate(ERROR, READING, on, { library })
    expect(judged('2027-05-31')).toEqual(evaluate(ERROR, READING, '2027-05-31'))
    expect(judged('2027-05-31')).toMatchObject({ verdict: 'pass', edition: 'JJG 443-2023' })
    expect(judged('2027-06-01')).toMatchObject({ verdict: 'fail', edition: 'D-1' })
  })

  it('win by rule and name, and leave the other rule of an edition as it was', () => {
    const { editions } = overBundled([followed])
    const ends = editions
      .filter(({ name }) => name === 'JJG 443-2023')
      .map(({ procedures, validTo }) => [...procedures.keys(), validTo])
    expect(ends.filter(([rule]) => rule === ERROR)).toEqual([[ERROR, '2027-05-31']])
    expect(ends.filter(([rule]) => rule !== ERROR).map(([, until]) => until)).toEqual([null, null, null, null])
    expect(editions.length).toBe(bundled().editions.flatMap(parts).length)
  })

  it.each([
    fuel({ format: '2' }),
    fuel({ numbers: 7 }),
    fuel({ rule: 'no_such' }),
    fuel({ rule: ['x'] }),
    null,
    'x',
    [],
  ])('are left out where this version cannot read them: %#', (unreadable) => {
    expect(names(overBundled([unreadable]).editions)).toEqual(names(bundled().editions))
  })

  it('stand alone where a bundled one would rule on the same days', () => {
    const { editions } = overBundled([fuel({ valid_from: '2024-06-01' })])
    expect(names(editions.filter(({ procedures }) => procedures.has(ERROR)))).not.toContain('JJG 443-2023')
  })

  it('close the bundled one when they come from a file', () => {
    const library = givenOverBundled([fuel()])
    expect(evaluate(ERROR, READING, '2027-05-31', { library }).edition).toBe('JJG 443-2023')
    expect(evaluate(ERROR, READING, '2027-06-01', { library }).edition).toBe('D-1')
    expect(() => givenOverBundled([[fuel(), fuel({ edition: 'D-2' })]])).toThrow('rulebook_editions_overlap')
  })
})
