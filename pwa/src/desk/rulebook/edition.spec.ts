// A new edition held against the one it follows: only what it says otherwise is a change, and files become a draft.
import { describe, expect, it } from 'vitest'
import fuel2023 from '../../../../server/metrology/rulebooks/jjg_443_2023.json'
import scales from '../../../../server/metrology/rulebooks/jjg_539_2016.json'
import { changesBetween, forceOf, type JsonEdition, linesOf, predecessorOf } from './edition'
import { BadFile, draftOf } from './files'

const fuel = fuel2023 as JsonEdition
const stored = (rule: string, content: JsonEdition) => ({
  id: content.edition,
  rule,
  edition: content.edition,
  valid_from: content.valid_from,
  valid_to: content.valid_to ?? null,
  content,
})

describe('what a new edition changes', () => {
  it('is nothing where it says the same', () => {
    expect(changesBetween(linesOf(fuel), linesOf(structuredClone(fuel)))).toEqual([])
  })

  it('is each number that is other, new or gone', () => {
    const next = structuredClone(fuel)
    next.numbers.mpe_percent = { ...next.numbers.mpe_percent, value: '0.20' } as JsonEdition['numbers'][string]
    next.numbers.more = next.numbers.mpe_percent
    delete next.numbers.limit_percent
    const found = changesBetween(linesOf(fuel), linesOf(next))
    const told = found.map(({ before, after }) => [(after ?? before)?.name, before?.text, after?.text])
    expect(told).toEqual([
      ['mpe_percent', '0.30 %', '0.20 %'],
      ['more', undefined, '0.20 %'],
      ['limit_percent', '0.10 %', undefined],
    ])
  })

  it('is a row of a table, and how sure we are', () => {
    const next = structuredClone(scales) as JsonEdition
    const rows = next.tables.mpe_III?.rows ?? []
    Object.assign(rows[0] ?? {}, { value: '0.4' })
    Object.assign(rows[1] ?? {}, { confidence: 'unverified' })
    const found = changesBetween(linesOf(scales as JsonEdition), linesOf(next))
    expect(found.map(({ after }) => [after?.range, after?.text, after?.confidence])).toEqual([
      ['[0, 500]', '0.4 e', 'verified'],
      ['(500, 2000]', '1.0 e', 'unverified'],
    ])
  })

  it('is told against the newest edition before it, of the same rule and scope', () => {
    const next = { ...fuel, edition: 'D-1', valid_from: '2027-06-01' }
    const older = stored('fuel_dispenser_error', { ...fuel, edition: 'O', valid_from: '2015-01-01' })
    const special = stored('fuel_dispenser_error', {
      ...fuel,
      edition: 'S',
      valid_from: '2026-01-01',
      scope: 'special',
    })
    const all = [
      older,
      special,
      stored('fuel_dispenser_error', fuel),
      stored('x', { ...fuel, valid_from: '2027-01-01' }),
    ]
    expect(predecessorOf(next, 'fuel_dispenser_error', all)?.edition).toBe('JJG 443-2023')
    expect(predecessorOf(next, 'gbt8170_round', all)).toBeNull()
  })

  it('an edition comes, is in force, and ends', () => {
    const days = { valid_from: '2026-01-02', valid_to: '2026-01-03' }
    expect(['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'].map((today) => forceOf(days, today))).toEqual([
      'coming',
      'in_force',
      'in_force',
      'ended',
    ])
  })
})

describe('files that were chosen', () => {
  const file = (name: string, value: unknown) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return { name, size: text.length, text: async () => text }
  }

  it('are an edition and lists of cases, or both in one', async () => {
    const apart = await draftOf([file('cases', [{ rule: 'x' }]), file('edition', fuel), file('more', [{ rule: 'y' }])])
    expect(apart).toEqual({ content: fuel, cases: [{ rule: 'x' }, { rule: 'y' }] })
    expect(await draftOf([file('both', { content: fuel, cases: [1] })])).toEqual({ content: fuel, cases: [1] })
  })

  it.each([
    ['no_edition', [file('a', [])]],
    ['no_edition', [file('a', '7')]],
    ['two_editions', [file('a', fuel), file('b', fuel)]],
    ['not_json', [file('a', '{')]],
    ['too_large', [{ ...file('a', fuel), size: 2_000_000 }]],
  ] as const)('that are not, say why: %s', async (reason, files) => {
    await expect(draftOf(files)).rejects.toMatchObject({ reason })
    await expect(draftOf(files)).rejects.toBeInstanceOf(BadFile)
  })
})
