import { describe, expect, it } from 'vitest'
import { initials } from './initials'

describe('pinyin initials', () => {
  it.each([
    ['张记水果', 'zjsg'],
    ['李记蔬菜', 'ljsc'],
    ['枣园路集贸市场', 'zyljmsc'],
    ['七里铺加油站', 'qlpjyz'],
    ['清亮眼镜店', 'qlyjd'],
    ['A区 037 摊', 'Aq 037 t'],
  ])('%s is found as %s', (text, wanted) => {
    expect(initials(text)).toBe(wanted)
  })
})
