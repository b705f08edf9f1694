import { describe, expect, it } from 'vitest'
import { readingMeant } from '@/metrology/problems'
import { judge } from './judging'
import { shownVerdict, signedError } from './verdict'

const ON = '2026-11-23'
const plate = { accuracy_class: 'III', scale_kind: 'other', e: '5', stage: 'in_service', unit: 'g' }

describe('a verdict on a screen', () => {
  it('shows a repeatability as a spread that must not be larger, without a sign', () => {
    const inputs = { ...plate, load_L: '24000', P_values: ['24000', '24000.5', '24004.5'] }
    const shown = shownVerdict(judge({ rule: 'nawi_repeatability', inputs }, ON))
    expect(shown).toMatchObject({ of: 'repeat', quantity: 'range', bound: 'most', error: '4.5', limit: '15' })
    expect(shown && signedError(shown)).toBe('4.5')
  })

  it('names the deviation of a lens that decides', () => {
    const inputs = { rx: { S: '-3.00', C: '0' }, measured: { S: '-3.50', C: '0' } }
    const shown = shownVerdict(judge({ rule: 'spectacle_lens_power', inputs }, ON))
    expect(shown).toMatchObject({ of: 'lens', quantity: 'dev_meridian_1', bound: 'both', error: '-0.5' })
  })

  it('keeps the place of a reading that was refused', () => {
    const inputs = { ...plate, load_L: '24000', P_values: ['24000', '24000.5'] }
    const { problem } = shownVerdict(judge({ rule: 'nawi_repeatability', inputs }, ON)) ?? {}
    expect(readingMeant(problem?.pointer)).toEqual(['P_values'])
    expect(['', undefined, '/nothing/0'].map(readingMeant)).toEqual([[], [], []])
    expect(['/rx/S', '/runs/1/V_J_L'].map(readingMeant)).toEqual([['rx', 'S'], ['V_J_L']])
  })
})
