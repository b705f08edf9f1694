import { describe, expect, it } from 'vitest'
import { mandatoryStatus, suggestedValidity } from './mandatory'

const used = (kind: string, purpose: string, parameters: Record<string, string> = {}) =>
  ({ kind, purpose, parameters }) as never
const ON = '2026-11-25'

describe('mandatory management on the phone', () => {
  it('gives the answer, the reason and the clause of the rule', () => {
    const found = mandatoryStatus(used('nawi', 'trade'), ON)
    expect(found).toMatchObject({ mandatory: 'yes', reason: '列入目录且用于所列用途' })
    expect(found.basis).toContain('非自动衡器')
    expect(found.basis).toContain('市场监管总局公告-2020年第42号 第2条')
    expect(mandatoryStatus(used('nawi', 'other'), ON)).toMatchObject({ mandatory: 'no', reason: '不用于目录所列用途' })
  })

  it('says why it cannot be said', () => {
    expect(mandatoryStatus(used('other', 'trade'), ON)).toMatchObject({
      mandatory: 'unknown',
      reason: '本表没有这一种类',
    })
    expect(mandatoryStatus(used('nawi', 'trade', { nominal_diameter_DN: '大' }), ON)).toMatchObject({
      mandatory: 'unknown',
      basis: null,
    })
  })
})

describe('the validity that is suggested', () => {
  it.each([
    ['nawi', '2026-03-12', '2027-03-11', 12],
    ['fuel_dispenser', '2026-08-31', '2027-02-28', 6],
    ['ev_charger', '2026-11-25', '2029-11-24', 36],
  ])('%s verified on %s may last until %s', (kind, verified_on, valid_until, months) => {
    expect(suggestedValidity(used(kind, 'trade'), verified_on, ON)).toMatchObject({ valid_until, months })
  })

  it('is not offered where no period is known, or the date is none', () => {
    expect(suggestedValidity(used('phoropter', 'medical'), '2026-03-12', ON)).toBeNull()
    expect(suggestedValidity(used('other', 'trade'), '2026-03-12', ON)).toBeNull()
    expect(suggestedValidity(used('nawi', 'trade'), '', ON)).toBeNull()
  })
})
