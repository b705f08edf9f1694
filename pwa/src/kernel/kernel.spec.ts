import { describe, expect, it } from 'vitest'
import { daysBetween, legalDate, legalTime } from './clock'
import { sha256, utf8 } from './hash'
import { isId, uuid7 } from './ids'

describe('identifiers', () => {
  it('are UUIDv7 that carry their millisecond', () => {
    const id = uuid7(0x0190_1234_5678)
    expect(isId(id)).toBe(true)
    expect(id.slice(0, 13)).toBe('01901234-5678')
    expect(id[14]).toBe('7')
    expect('89ab').toContain(id[19])
    expect(new Set(Array.from({ length: 500 }, () => uuid7())).size).toBe(500)
  })
})

describe('legal dates', () => {
  it('are dates of the authority, whatever zone the phone is in', () => {
    expect(legalDate(Date.parse('2026-11-22T15:59:59Z'))).toBe('2026-11-22')
    expect(legalDate(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23')
    expect(legalTime(Date.parse('2026-11-22T16:05:00Z'))).toBe('00:05')
    expect(daysBetween('2026-02-27', '2026-03-01')).toBe(2)
    expect(daysBetween('2026-11-23', '2026-11-20')).toBe(-3)
  })
})

describe('SHA-256', () => {
  it('is the one of FIPS 180-4', async () => {
    expect(await sha256(utf8('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
