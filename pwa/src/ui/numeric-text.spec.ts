import { describe, expect, it } from 'vitest'
import { isDecimal, type Key, keyOf, press } from './numeric-text'

const typed = (keys: string) => [...keys].reduce((text, key) => press(text, key as Key), '')

describe('typing a reading', () => {
  it.each([
    ['2.505', '2.505'],
    ['2.50', '2.50'],
    ['.5', '0.5'],
    ['007', '7'],
    ['1..2', '1.2'],
    ['-.5', '-0.5'],
    ['5-', '-5'],
    ['5--', '5'],
  ])('%s gives %s', (keys, text) => {
    expect(typed(keys)).toBe(text)
  })

  it('takes back one digit and clears', () => {
    expect(press('2.50', 'backspace')).toBe('2.5')
    expect(press('', 'backspace')).toBe('')
    expect(press('-2.5', 'clear')).toBe('')
  })

  it('stops at thirty digits', () => {
    expect(typed('1'.repeat(40))).toHaveLength(30)
  })

  it('knows a whole decimal from an unfinished one', () => {
    for (const text of ['0', '-0.5', '12.50']) expect(isDecimal(text)).toBe(true)
    for (const text of ['', '-', '2.', '.5', '1e3']) expect(isDecimal(text)).toBe(false)
  })

  it('reads keyboards, the Chinese full stop too', () => {
    expect(['7', '.', '。', '-', 'Backspace', 'a', 'Enter'].map(keyOf)).toEqual([
      '7',
      '.',
      '.',
      '-',
      'backspace',
      null,
      null,
    ])
  })
})
