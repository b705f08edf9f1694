// A refusal carries its name, its place and its words; what is read from either kind of JSON object is the same.
import { expect, it } from 'vitest'
import { wording } from './data.ts'
import { MetrologyProblem, membersOf, pointerTo } from './problems.ts'

it('says what it is', () => {
  const problem = new MetrologyProblem('date_invalid', '/on')
  expect([problem.name, problem.message]).toEqual(['MetrologyProblem', 'date_invalid /on'])
  expect(problem.asRecord()).toEqual({ slug: 'date_invalid', pointer: '/on', ...wording.problems?.date_invalid })
})

it('points at the whole unless a place is named', () => {
  const problem = new MetrologyProblem('json_malformed')
  expect([problem.pointer, problem.message]).toEqual(['', 'json_malformed'])
})

it('of a later release has its name for words', () => {
  const told = new MetrologyProblem('of_a_later_release').asRecord()
  expect([told.title, told.title_en]).toEqual(['of_a_later_release', 'of_a_later_release'])
})

it('repeats a plain name alone', () => {
  const longest = 'x'.repeat(40)
  expect(pointerTo('/inputs', longest)).toBe(`/inputs/${longest}`)
  for (const hostile of [`${longest}x`, '', '<script>', 'a/b', 'a b', 'é', 'a\n']) {
    expect(pointerTo('/inputs', hostile)).toBe('/inputs')
  }
})

it('reads the members of an object of either kind, and of nothing else', () => {
  expect(membersOf({ a: 1 })).toEqual(new Map([['a', 1]]))
  expect(membersOf(new Map([['a', 1]]))).toEqual(new Map([['a', 1]]))
  for (const other of [[], null, undefined, 'text', 7]) expect(membersOf(other)).toBeUndefined()
})
