import { describe, expect, it } from 'vitest'
import type { Check } from '@/contract/entities'
import { type CheckDraft, emptyDraft } from './check-draft'
import { judge, measurementOf } from './judging'
import { formOf, isHalf, lacksSign, lensField, lensQuestion, type Readings, shownText, signField, signOf } from './lens'
import { withLenses } from './restored'

const field = lensField('right', 'rx', 'S')
const signed = (figures: string, sign: string): Readings => ({ [field]: figures, [signField(field)]: sign })

/** Both sides of one eye; a power is written as it is chosen: sign, then figures. */
function eye(rx: string[], measured: string[], of: 'right' | 'left' = 'right'): Readings {
  const pairs = [rx, measured].flatMap((typed, side) =>
    typed.flatMap((text, part): [string, string][] => {
      const name = lensField(of, side === 0 ? 'rx' : 'measured', (['S', 'C', 'axis'] as const)[part] ?? 'axis')
      const [, sign = '', figures = ''] = /^([+-]?)(.*)$/.exec(text) ?? []
      return [
        [name, figures],
        [signField(name), sign],
      ]
    }),
  )
  return Object.fromEntries(pairs)
}

describe('the sign of a power', () => {
  it('is never assumed', () => {
    expect(lacksSign({ [field]: '3.00' }, field)).toBe(true)
    expect(shownText({ [field]: '3.00' }, field)).toBe('±3.00')
    expect(lensQuestion('right', eye(['3.00', '0'], ['-3.00', '0']))).toBeNull()
    expect(lensQuestion('right', eye(['-3.00', '1.00', '90'], ['-3.00', '-1.00', '90']))).toBeNull()
  })

  it.each(['0', '0.00', '00', '0.'])('is not asked of %s', (nothing) => {
    expect(lacksSign({ [field]: nothing }, field)).toBe(false)
    expect(shownText(signed(nothing, '-'), field)).toBe(nothing)
    expect(lensQuestion('right', eye([`-${nothing}`, '0'], ['0', '0']))?.inputs.rx).toEqual({
      S: nothing === '0.00' ? '0.00' : '0',
      C: '0',
    })
  })

  it('goes into the reading as it was chosen, figures as they were typed', () => {
    expect(lensQuestion('right', eye(['+2.50', '-0.75', '90'], ['-2.50', '+0.75', '90']))?.inputs).toEqual({
      eye: 'right',
      rx: { S: '2.50', C: '-0.75', axis: '90' },
      measured: { S: '-2.50', C: '0.75', axis: '90' },
    })
  })

  it('was typed before the figures in the drafts of an older app; a plus was not', () => {
    expect(signOf({ [field]: '-3.00' }, field)).toBe('-')
    expect(shownText({ [field]: '-3.00' }, field)).toBe('-3.00')
    expect(signOf({ [field]: '3.00' }, field)).toBeNull()
  })

  it('has no place at an axis', () => {
    const axis = lensField('right', 'rx', 'axis')
    expect(lacksSign({ [axis]: '90' }, axis)).toBe(false)
    expect(shownText({ [axis]: '90' }, axis)).toBe('90')
  })
})

describe('one eye', () => {
  it('says which form was typed, and is judged alike in both', () => {
    const minus = eye(['-3.00', '-1.00', '180'], ['-3.00', '-1.00', '180'])
    const plus = eye(['-4.00', '+1.00', '90'], ['-3.00', '-1.00', '180'])
    expect([formOf('right', 'rx', minus), formOf('right', 'rx', plus), formOf('right', 'measured', plus)]).toEqual([
      'minus',
      'plus',
      'minus',
    ])
    expect(formOf('right', 'rx', eye(['-3.00', '0'], ['0', '0']))).toBeNull()
    for (const readings of [minus, plus]) {
      const question = lensQuestion('right', readings)
      expect(question && judge(question, '2026-02-28').evaluation?.verdict).toBe('pass')
    }
  })

  it('shows the prescription in the other form in the trace, with 180 where an axis is level', () => {
    const question = lensQuestion('right', eye(['-4.00', '+1.00', '90'], ['-3.00', '-1.00', '180']))
    const steps = question && judge(question, '2026-02-28').evaluation?.trace
    const shown = (name: string) => steps?.find((step) => step.name === name)?.value
    expect(['S', 'C', 'axis'].map((part) => shown(`rx_transposed_${part}`))).toEqual(['-3', '-1', '180'])
    expect(['S', 'C', 'axis'].map((part) => shown(`measured_rewritten_${part}`))).toEqual(['-4', '1', '90'])
  })

  it('is half when something is typed that cannot be judged yet', () => {
    expect(isHalf('right', {})).toBe(false)
    expect(isHalf('right', eye(['-3.00', '0'], ['-3.12', '']))).toBe(true)
    expect(isHalf('right', eye(['-3.00', '0'], ['3.12', '0']))).toBe(true)
    expect(isHalf('right', eye(['-3.00', '0'], ['-3.12', '0']))).toBe(false)
  })

  it('comes back into a correction as it was recorded', () => {
    const readings = eye(['+2.50', '-0.75', '90'], ['-0', '+0.25', '5'])
    const question = lensQuestion('right', readings)
    const check = { measurements: question ? [measurementOf(judge(question, '2026-02-28'))] : [] } as unknown as Check
    const subject = { target: 'premises', premises_id: 'p', instrument_id: null, topic: 'lens' } as const
    const restored: CheckDraft = withLenses(emptyDraft(subject, null), check)
    expect(lensQuestion('right', restored.readings)).toEqual(question)
    expect(isHalf('left', restored.readings)).toBe(false)
  })

  it('comes back as the eye that it is, also when it is the only one; older records go by their order', () => {
    const readings = eye(['-3.00', '0'], ['-3.12', '0'], 'left')
    const question = lensQuestion('left', readings)
    const recorded = question ? measurementOf(judge(question, '2026-02-28')) : null
    const subject = { target: 'premises', premises_id: 'p', instrument_id: null, topic: 'lens' } as const
    const restored = (one: unknown) =>
      withLenses(emptyDraft(subject, null), { measurements: [one] } as unknown as Check).readings
    expect(recorded?.phone.values.eye).toBe('left')
    expect(lensQuestion('left', restored(recorded))).toEqual(question)
    expect(lensQuestion('right', restored(recorded))).toBeNull()
    const { eye: _, ...before } = recorded?.inputs ?? {}
    expect(lensQuestion('right', restored({ ...recorded, inputs: before }))?.inputs.eye).toBe('right')
  })
})
