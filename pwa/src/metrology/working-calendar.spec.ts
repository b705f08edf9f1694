import { describe, expect, it } from 'vitest'
import standings from '../../../tests/vectors/validity.json'
import cases from '../../../tests/vectors/working_days.json'
import { type Standing, standing } from './validity.ts'
import { workingDaysAfter } from './working-calendar.ts'

describe('working days by the yearly notices', () => {
  it.each(cases)('$start and $count more end on $due', ({ start, count, due, finding }) => {
    expect(workingDaysAfter(start, count)).toEqual({ due, finding })
  })

  it.each([
    ['2026-02-30', 1],
    ['9999-12-31', 1],
    ['2026-01-05', 0],
    ['2026-01-05', 367],
  ])('%s and %d are refused', (start, count) => {
    expect(() => workingDaysAfter(start, count)).toThrow()
  })
})

describe('one rule for every colour', () => {
  it.each(standings)('$valid_until on $on is $standing', ({ valid_until, on, standing: wanted }) => {
    expect(standing(valid_until, on)).toBe(wanted as Standing)
  })
})
