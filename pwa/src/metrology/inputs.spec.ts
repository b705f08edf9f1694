// What a file of vectors cannot hold: counts beyond every number, and lists as long as allowed.
import { describe, expect, it } from 'vitest'
import { Inputs } from './inputs.ts'
import { MetrologyProblem } from './problems.ts'

function refusalOf(act: () => unknown): { slug: string; pointer: string } | null {
  try {
    act()
  } catch (problem) {
    if (problem instanceof MetrologyProblem) return { slug: problem.slug, pointer: problem.pointer }
    throw problem
  }
  return null
}

describe('lists', () => {
  it.each([
    ['days', '2026-11-23', 'dates_too_many', (inputs: Inputs) => inputs.days('n')],
    ['decimals', '1', 'list_too_long', (inputs: Inputs) => inputs.decimals('n', 1)],
    ['groups', { a: '1' }, 'list_too_long', (inputs: Inputs) => inputs.groups('n', ['a'])],
  ] as const)('of %s have a hundred members at most', (_, one, slug, take) => {
    const asked = (length: number) => new Inputs({ n: Array.from({ length }, () => one) })
    expect(refusalOf(() => take(asked(100)))).toBeNull()
    expect(refusalOf(() => take(asked(101)))).toEqual({ slug, pointer: '/inputs/n' })
  })
})

it('a list of no numbers is too short, whatever was asked', () => {
  const asked = () => new Inputs({ n: [] }).decimals('n', 0)
  expect(refusalOf(asked)).toEqual({ slug: 'list_too_short', pointer: '/inputs/n' })
})

describe('counts', () => {
  it.each([7, 7n, '7'])('are integers of either kind, or their figures: %s', (given) => {
    expect(new Inputs({ n: given }).whole('n', 0n, 9n)).toEqual({ numerator: 7n, denominator: 1n })
    expect(refusalOf(() => new Inputs({ n: given }).whole('n', 8n, 9n))?.slug).toBe('value_out_of_range')
  })

  it('have thirty figures at most', () => {
    const asked = () => new Inputs({ n: '1'.repeat(31) }).whole('n', 0n, 9n)
    expect(refusalOf(asked)).toEqual({ slug: 'number_too_long', pointer: '/inputs/n' })
  })

  it.each(['1.0', ' 1', '', true, ['1'], 1.5])('are not %s', (given) => {
    const asked = () => new Inputs({ n: given }).whole('n', 0n, 9n)
    expect(refusalOf(asked)).toEqual({ slug: 'whole_number_expected', pointer: '/inputs/n' })
  })
})
