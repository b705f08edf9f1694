import { describe, expect, it } from 'vitest'
import { leftOutWords, withLeftOut } from './scale-left-out'
import { FALLING, field, guidedSteps, type Readings, type Scale, type Step, slotsOf } from './scale-plan'
import { bandsOf, doubtOf, halfDone, leftOut, limitAt, nextOpen, pointsOf, readAt } from './scale-progress'

const scale: Scale = {
  accuracy_class: 'III',
  scale_kind: 'price_computing',
  e: '5',
  max: '30000',
  min: '100',
  unit: 'g',
  display: 'kg',
  places: 3,
}
const ON = '2026-11-23'
const steps = guidedSteps(scale)
const at = (key: string) => steps.find((one) => one.key === key) as Step
const where = (readings: Readings, after: Parameters<typeof nextOpen>[2] = null) => {
  const found = nextOpen(steps, readings, after)
  return found && field(found.step, found.slot, found.name)
}
const filled: Readings = Object.fromEntries(
  steps.flatMap((step) =>
    slotsOf(step).flatMap((slot) => [
      [field(step, slot, 'I'), '1'],
      [field(step, slot, 'dL'), '1'],
    ]),
  ),
)

describe('where the procedure goes on', () => {
  it('is the first open reading, with its added weights', () => {
    expect(where({})).toBe('zero.0.I')
    expect(where({ 'zero.0.I': '0' })).toBe('zero.0.dL')
    expect(
      where({ 'zero.0.I': '0', 'zero.0.dL': '2.5', 'load1.0.I': '0.1', 'load1.0.dL': '2.5', 'load2.0.I': '2.5' }),
    ).toBe('load2.0.dL')
    expect(where(filled)).toBeNull()
  })

  it('passes over what was left out, and asks for no added weights where there are none', () => {
    expect(where({ 'zero.out': 'yes', 'load1.0.I': '0.1' })).toBe('load2.0.I')
    expect(where({ 'zero.out': 'yes', 'load1.0.I': '0.1', 'load1.0.dL': '1' })).toBe('load2.0.I')
    expect(where({ ...filled, 'load5.0.I': '', 'load5.out': 'yes' })).toBeNull()
  })

  it('goes on after the cell just typed, and round to what was skipped', () => {
    const readings = { ...filled, 'load1.0.I': '', 'corner.2.dL': '' }
    expect(where(readings, { step: at('corner'), slot: 0, name: 'I' })).toBe('corner.2.dL')
    expect(where(readings, { step: at('corner'), slot: 2, name: 'dL' })).toBe('load1.0.I')
  })
})

describe('half-done and left out', () => {
  it('knows what would make no judgement', () => {
    expect(readAt(at('zero'), { 'zero.0.I': '0' })).toBe('some')
    expect(readAt(at('load1'), { 'load1.0.I': '0.1' })).toBe('all')
    expect(readAt(at('load1'), { 'load1.0.dL': '2' })).toBe('some')
    expect(readAt(at('corner'), { 'corner.0.I': '10', 'corner.1.I': '10' })).toBe('some')
    const mixed = { ...filled, 'repeat.1.dL': '' }
    expect(halfDone(steps, mixed)?.key).toBe('repeat')
    expect(halfDone(steps, { ...mixed, 'repeat.out': 'yes' })).toBeNull()
  })

  it('counts steps left out by choice and steps nobody read', () => {
    const readings = { 'zero.0.I': '0', 'zero.0.dL': '2', 'load1.0.I': '0.1', 'load2.0.I': '2.5', 'load2.out': 'yes' }
    expect(leftOut(steps, readings).map((one) => one.key)).toEqual([
      'load2',
      'load3',
      'load4',
      'load5',
      'corner',
      'repeat',
    ])
  })

  it('names the falling loads unless they were taken in, and then each by its load', () => {
    const say = (key: string, given: { [name: string]: string | number } = {}) => `${key} ${given.load ?? ''}`.trim()
    const scale_steps = guidedSteps(scale, { [FALLING]: 'yes' })
    const down = scale_steps.filter((step) => step.kind === 'down')
    expect(down.map((step) => step.load)).toEqual(
      scale_steps
        .filter((step) => step.kind === 'load')
        .slice(0, -1)
        .map((step) => step.load)
        .reverse(),
    )
    expect(guidedSteps(scale).some((step) => step.kind === 'down')).toBe(false)
    expect(leftOutWords(scale, [], {}, say)).toEqual(['measuring.left_out.falling'])
    expect(leftOutWords(scale, down.slice(0, 1), { [FALLING]: 'yes' }, say)).toEqual([
      `measuring.left_out.down ${down[0]?.load}`,
    ])
  })

  it('says it once in the note, however often the check is corrected', () => {
    const say = (key: string, given: { [name: string]: string | number } = {}) =>
      key === 'measuring.left_out.sentence' ? `Not tested: ${given.items}` : ', '
    const once = withLeftOut('plate worn', ['load 30 kg', 'corners'], say)
    expect(once).toBe('plate worn\nNot tested: load 30 kg, corners')
    expect(withLeftOut(once, ['corners'], say)).toBe('plate worn\nNot tested: corners')
    expect(withLeftOut(once, [], say)).toBe('plate worn')
  })
})

describe('a slip', () => {
  it('is said of an indication far from its load and of added weights beyond an interval', () => {
    const doubt = (readings: Readings) => doubtOf(scale, at('load2'), 0, readings)
    expect(doubt({ 'load2.0.I': '2.550' })).toBeNull()
    expect(doubt({ 'load2.0.I': '2.551' })).toBe('far')
    expect(doubt({ 'load2.0.I': '25' })).toBe('far')
    expect(doubt({ 'load2.0.I': '2.5', 'load2.0.dL': '5' })).toBeNull()
    expect(doubt({ 'load2.0.I': '2.5', 'load2.0.dL': '5.1' })).toBe('added')
    expect(doubt({})).toBeNull()
  })
})

describe('the plot', () => {
  it('has the limit of each range up to its end, and of zero apart', () => {
    expect(bandsOf(scale, '30', ON)).toEqual([
      { from: '0', to: '2.5', limit: '5' },
      { from: '2.5', to: '10', limit: '10' },
      { from: '10', to: '30', limit: '15' },
    ])
    expect(limitAt(scale, '0', ON, 'zero')).toBe('1.25')
  })

  it('has every error that is known, at its load', () => {
    const found = pointsOf(
      scale,
      steps,
      { 'zero.0.I': '0', 'load2.0.I': '2.510', 'corner.1.I': '10.005', 'load3.0.I': '9', 'load3.out': 'yes' },
      ON,
    )
    expect(found).toEqual([
      { load: '2.5', error: '10', exceeds: true, kind: 'load' },
      { load: '10', error: '5', exceeds: false, kind: 'corner' },
    ])
  })
})
