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
    expect(one).toEqual([
      { text: 'SL202566', differs: false },
      { text: '02', differs: true },
    ])
    expect(marked(other)).toEqual(['21'])
  })

  it('finds what was put in between', () => {
    expect(marked(pieces('A区 039', 'A区 039 左侧台')[1])).toEqual([' 左侧台'])
    expect(marked(pieces('A区 039', 'A区 039 左侧台')[0])).toEqual([])
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
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        (a, b) => {
          const [one, other] = pieces(a, b)
          expect(plain(one)).toBe(a)
          expect(plain(other)).toBe(b)
          expect(plain(one.filter((piece) => !piece.differs))).toBe(plain(other.filter((piece) => !piece.differs)))
        },
      ),
    )
  })
})
