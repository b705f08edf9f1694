import { describe, expect, it } from 'vitest'
import { type Clock, questionOf } from './deadlines'

describe('the question about a period', () => {
  it('carries a length only where the period has none of its own', () => {
    const fixed = { code: 'court', unit: 'days' } as Clock
    const open = { code: 'recheck', unit: 'given' } as Clock
    expect(questionOf(fixed, '2026-11-25', '3', 'days')).toBe('clock=court&start=2026-11-25')
    expect(questionOf(open, '2026-11-25', '3', 'working_days')).toBe(
      'clock=recheck&start=2026-11-25&count=3&unit=working_days',
    )
  })
})
