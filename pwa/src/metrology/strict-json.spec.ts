// JSON is read strictly and written in one way; the server's twin reads and writes the same.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MetrologyProblem } from './problems.ts'
import { type Json, read, readDocument, readLine, write } from './strict-json.ts'

interface Cases {
  readonly read: readonly (readonly [string, string])[]
  readonly refused: readonly (readonly [string, string])[]
}

const FILE = new URL('../../../tests/vectors/strict_json.json', import.meta.url)
const cases = JSON.parse(readFileSync(FILE, 'utf8')) as Cases
const bytes = (text: string) => new TextEncoder().encode(text)

/** As the app holds it: what is read keeps integers exact and names in maps, what is written is plain. */
function plain(value: Json): unknown {
  if (typeof value === 'bigint') return JSON.parse(value.toString())
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]))
  return value
}

function refusalOf(act: () => unknown): string | null {
  try {
    act()
  } catch (problem) {
    if (problem instanceof MetrologyProblem && problem.pointer === '') return problem.slug
    throw problem
  }
  return null
}

describe('what is read', () => {
  it.each(cases.read)('%j is written %s', (text, written) => {
    expect(write(plain(read(text)))).toBe(written)
    expect(write(plain(readLine(bytes(text))))).toBe(written)
    expect(write(plain(readDocument(bytes(text))))).toBe(written)
  })

  it.each(cases.refused.map(([text, slug]) => [text.slice(0, 20), text, slug]))(
    '%j is refused',
    (_, text = '', slug) => {
      expect(refusalOf(() => read(text))).toBe(slug)
      expect(refusalOf(() => readDocument(bytes(text)))).toBe(slug)
    },
  )

  it('may be as deep as it likes in a document of our own', () => {
    const deep = '['.repeat(65) + ']'.repeat(65)
    expect(write(plain(readDocument(bytes(deep))))).toBe(deep)
    expect(refusalOf(() => read(deep))).toBe('json_too_deep')
    expect(write(plain(read(deep.slice(1, -1))))).toBe(deep.slice(1, -1))
  })

  it('is UTF-8', () => {
    expect(refusalOf(() => readDocument(Uint8Array.of(0xff)))).toBe('line_not_utf8')
  })
})
