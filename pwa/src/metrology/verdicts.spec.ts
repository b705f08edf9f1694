// What each word a judgement ends in means for its check; the server's twin reads the same cases.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { means } from './verdicts.ts'

interface Case {
  readonly evaluation: { readonly verdict: string | null; readonly problem?: { readonly slug: string } | null }
  readonly means: string
}

const CASES = new URL('../../../tests/vectors/verdict_meanings.json', import.meta.url)

it.each(JSON.parse(readFileSync(CASES, 'utf8')) as Case[])('$evaluation', (example) => {
  expect(means(example.evaluation)).toBe(example.means)
})

it('what is not there, and a word of a later release, count for nothing', () => {
  for (const unread of [null, undefined, { verdict: 'splendid' }, { verdict: '' }]) {
    expect(means(unread)).toBe('refused')
  }
})
