import { describe, expect, it } from 'vitest'
import { LEAST, MOST, Pace } from './pace'

const KIB = 1024

describe('the size of a chunk', () => {
  it('begins small, doubles while chunks are quick, and never passes its limit', () => {
    const pace = new Pace()
    const sizes = Array.from({ length: 6 }, () => {
      pace.took(pace.size, 300)
      return pace.size / KIB
    })
    expect(sizes).toEqual([128, 256, 512, 1024, 1024, 1024])
  })

  it('creeps up while a chunk takes seconds, stays where it takes some, and halves where it takes long', () => {
    const pace = new Pace()
    pace.took(pace.size, 300)
    pace.took(pace.size, 4_000)
    expect(pace.size).toBe(192 * KIB)
    pace.took(pace.size, 7_000)
    expect(pace.size).toBe(192 * KIB)
    pace.took(pace.size, 20_000)
    expect(pace.size).toBe(64 * KIB)
  })

  it('halves when the line breaks, in whole steps, and never becomes less than its least', () => {
    const pace = new Pace()
    pace.size = MOST
    const sizes = Array.from({ length: 6 }, () => {
      pace.broke()
      return pace.size / KIB
    })
    expect(sizes).toEqual([512, 256, 128, 64, 64, 64])
  })

  it('does not grow because a short last chunk was quick', () => {
    const pace = new Pace()
    pace.took(LEAST - 1, 10)
    expect(pace.size).toBe(LEAST)
    pace.size = 2 * LEAST
    pace.took(10, 11_000)
    expect(pace.size).toBe(LEAST)
  })
})
