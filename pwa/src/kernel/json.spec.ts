import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, type Json } from './json'

describe('canonical JSON', () => {
  it('sorts keys at every depth and leaves no white space', () => {
    expect(canonical({ b: [1, { d: null, c: '秤' }], a: true })).toBe('{"a":true,"b":[1,{"c":"秤","d":null}]}')
  })

  it('refuses every number that is no safe integer', () => {
    for (const value of [0.1, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => canonical(value)).toThrow()
    expect(canonical(-0)).toBe('0')
  })

  it('writes half a surrogate pair as U+FFFD, so that text and bytes agree', () => {
    expect(canonical('a\uD800b')).toBe('"a\uFFFDb"')
    expect(canonical('\uFEFF\u{2B81C}')).toBe('"\uFEFF\u{2B81C}"')
  })

  it('reads back as the same value, whatever the order of keys was', () => {
    const json = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.string({ maxLength: 6 }).filter((key) => key !== '__proto__'),
          tie('value'),
          { maxKeys: 4 },
        ),
      ),
    })).value
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(value)
        expect(canonical(JSON.parse(text) as Json)).toBe(text)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
