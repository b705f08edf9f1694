import { expect, it } from 'vitest'
import { wrapped } from './strip'

const widthOf = (text: string) => Array.from(text).reduce((sum, sign) => sum + (sign.charCodeAt(0) < 256 ? 1 : 2), 0)

it('breaks Chinese anywhere, words only where they end, and never begins a line with a comma', () => {
  expect(wrapped('检定有效期至 2026-12-14', 14, widthOf)).toEqual(['检定有效期至', '2026-12-14'])
  expect(wrapped('以上笔录已阅，属实。', 12, widthOf)).toEqual(['以上笔录已', '阅，属实。'])
  expect(wrapped('ABCDEFGHIJ', 4, widthOf)).toEqual(['ABCD', 'EFGH', 'IJ'])
  expect(wrapped('', 4, widthOf)).toEqual([])
})

it('loses nothing', () => {
  const text = '对枣园路集贸市场（样例）A区 037 摊进行检查，示值 1.000 kg。'
  for (const width of [4, 7, 12, 40])
    expect(wrapped(text, width, widthOf).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
})
