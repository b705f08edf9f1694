import { describe, expect, it } from 'vitest'
import { endText, scaleFor, signed } from './error-scale'

describe('the error band', () => {
  it('keeps the limits at a quarter and three quarters', () => {
    const scale = scaleFor({ lower: '-5.0', upper: '5.0' })
    expect([scale.from, scale.to]).toEqual([-10, 10])
    expect([scale.place('-5.0'), scale.place('0'), scale.place('5.0')]).toEqual([0.25, 0.5, 0.75])
  })

  it('holds a needle that is far away at the end', () => {
    const scale = scaleFor({ lower: '-0.12', upper: '0.06' })
    expect(scale.place('99')).toBe(1)
    expect(scale.place('-99')).toBe(0)
  })

  it('draws a single limit, and limits that coincide', () => {
    const scale = scaleFor({ lower: '-9', upper: null })
    expect(scale.place('-9')).toBe(0.25)
    expect(scale.to).toBeGreaterThan(0)
    expect(Number.isFinite(scaleFor({ lower: '0', upper: '0' }).place('0'))).toBe(true)
  })

  it('writes signs as readers expect', () => {
    expect(['3.0', '-5.0', '0', '0.00'].map(signed)).toEqual(['+3.0', '−5.0', '0', '0.00'])
    expect([endText(-0.3, '0.15'), endText(10, '5.0'), endText(-100, '50')]).toEqual(['−0.3', '+10', '−100'])
  })
})
