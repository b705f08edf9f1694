import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieces } from './differences'

const marked = (text: { text: string; differs: boolean }[]) => text.filter((one) => one.differs).map((one) => one.text)
const plain = (text: { text: string }[]) => text.map((one) => one.text).join('')

describe('the characters in which two values differ', () => {
  it('marks the last digits of a serial number', () => {
    const [one, other] = pieces('SL20256602', 'SL20256621')
    expect(plain(one)).toBe('SL20256602')
    expect(plain(other)).toBe('SL20256621')
    expect(marked(other).join('').length).toBeLessThanOrEqual(2)
    expect(one[0]).toEqual({ text: 'SL202566', differs: false })
  })

  it('marks nothing in equal values, and everything against nothing', () => {
    expect(marked(pieces('电子计价秤', '电子计价秤')[0])).toEqual([])
    expect(pieces('东侧', '')).toEqual([[{ text: '东侧', differs: true }], []])
  })

  it('keeps a character of two code units whole', () => {
    expect(pieces('𠮷市场', '吉市场')[0][0]).toEqual({ text: '𠮷', differs: true })
  })

  it('loses no character, and what is not marked is the same in both', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }), (a, b) => {
        const [one, other] = pieces(a, b)
        expect(plain(one)).toBe(a)
        expect(plain(other)).toBe(b)
        expect(plain(one.filter((piece) => !piece.differs))).toBe(plain(other.filter((piece) => !piece.differs)))
      }),
    )
  })
})
