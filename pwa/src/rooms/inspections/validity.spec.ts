import { describe, expect, it } from 'vitest'
import type { Instrument, Verification } from '@/contract/entities'
import { validityOf } from './validity'

const ON = '2026-11-23'
const ledger = (more: Partial<Instrument> = {}) =>
  ({
    certificate_number: 'L-1',
    verified_on: '2025-11-24',
    valid_until: '2026-11-22',
    verification_result: 'conforming',
    ...more,
  }) as Instrument
const shown = (more: Partial<Verification> = {}) =>
  ({
    certificate_number: 'F-1',
    verified_on: '2026-11-01',
    valid_until: '2027-10-31',
    result: 'conforming',
    state: 'pending',
    ...more,
  }) as Verification

describe('validity on the day of the visit', () => {
  it('ends with the day itself', () => {
    expect(validityOf(ledger(), [], ON)).toMatchObject({ kind: 'overdue', state: 'bad', days: -1 })
    expect(validityOf(ledger({ valid_until: ON }), [], ON)).toMatchObject({ kind: 'soon', days: 0 })
    expect(validityOf(ledger({ valid_until: '2026-12-24' }), [], ON)).toMatchObject({ kind: 'valid', state: 'ok' })
    expect(
      validityOf(ledger({ verified_on: null, valid_until: null, certificate_number: null }), [], ON),
    ).toMatchObject({ kind: 'none', state: 'stop' })
    expect(validityOf(ledger({ valid_until: null, verification_result: 'nonconforming' }), [], ON).kind).toBe('failed')
  })

  it('counts a certificate shown on site at once, unless the office refused it or it is older', () => {
    expect(validityOf(ledger(), [shown()], ON)).toMatchObject({
      kind: 'valid',
      pending: true,
      certificate_number: 'F-1',
    })
    expect(validityOf(ledger(), [shown({ state: 'refused' })], ON).kind).toBe('overdue')
    expect(validityOf(ledger(), [shown({ verified_on: '2024-01-01' })], ON)).toMatchObject({
      kind: 'overdue',
      pending: false,
    })
  })
})
