// The judge's door: hostile lines are answered by name; the server's twin reads the same cases.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wording } from './data.ts'
import { judgeBytes, judgeLine } from './judge.ts'

interface Case {
  readonly text?: string
  readonly hex?: string
  readonly repeat?: readonly [string, number]
  readonly expected_slug: string | null
  readonly expected_pointer?: string
}

const LINES = new URL('../../../tests/vectors/judge_lines.json', import.meta.url)
const cases = JSON.parse(readFileSync(LINES, 'utf8')) as Case[]
const ROUND = { rule: 'gbt8170_round', inputs: { value: '1.050', interval: '0.1' } }

function bytesOf({ text, hex, repeat }: Case): Uint8Array {
  if (hex !== undefined) return Buffer.from(hex, 'hex')
  return Buffer.from(text ?? (repeat === undefined ? '' : repeat[0].repeat(repeat[1])), 'utf8')
}

describe('one line', () => {
  it.each(cases.map((example) => [JSON.stringify(example).slice(0, 60), example] as const))('%s', (_, example) => {
    const { problem } = JSON.parse(judgeBytes(bytesOf(example))) as {
      problem: Record<'slug' | 'pointer', string> | null
    }
    expect(problem?.slug ?? null).toBe(example.expected_slug)
    expect(problem?.pointer).toBe(example.expected_pointer)
  })
})

describe('the app calls it with plain objects', () => {
  it('and the date of the line wins', () => {
    expect(judgeLine(ROUND, { on: '2026-11-23' })).toMatchObject({ verdict: 'value', values: { rounded: '1.0' } })
    expect(judgeLine({ ...ROUND, on: '2008-01-01' }, { on: '2026-11-23' }).problem?.slug).toBe('edition_missing')
    expect(judgeLine(ROUND).problem?.slug).toBe('date_missing')
  })

  it('and gets the words of a refusal in both languages', () => {
    expect(judgeLine({ ...ROUND, rule: 'x' }).problem).toEqual({
      slug: 'rule_unknown',
      pointer: '/rule',
      ...wording.problems?.rule_unknown,
    })
  })

  it('and five fields unless more is asked for', () => {
    const answer = judgeLine(ROUND, { on: '2026-11-23' })
    expect(Object.keys(answer).sort()).toEqual(['basis', 'edition', 'problem', 'values', 'verdict'])
  })

  it('and what is no refusal is not passed over in silence', () => {
    const broken = {
      get rule(): string {
        throw new RangeError('broken')
      },
    }
    expect(() => judgeLine(broken)).toThrow(RangeError)
  })

  it('and every step when asked', () => {
    const answer = judgeLine(ROUND, { on: '2026-11-23', full: true })
    expect('trace' in answer && answer.trace.map(({ name, value }) => [name, value])).toEqual([['rounded', '1.0']])
  })
})
