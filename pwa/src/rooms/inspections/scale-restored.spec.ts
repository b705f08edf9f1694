import { describe, expect, it } from 'vitest'
import type { Check, Measurement } from '@/contract/entities'
import { type CheckDraft, emptyDraft } from './check-draft'
import { judge, measurementOf } from './judging'
import {
  FALLING,
  field,
  guidedSteps,
  POSITIONS,
  QUICK_READING,
  quickSteps,
  type Readings,
  type Scale,
  scaleMeasurements,
  slotsOf,
  TRACKING,
} from './scale-plan'
import { nextOpen } from './scale-progress'
import { withScale } from './scale-restored'

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
const blank: CheckDraft = emptyDraft({ target: 'instrument', premises_id: null, instrument_id: 'i' }, null)
const restored = (measurements: Measurement[]) => withScale(blank, { measurements } as unknown as Check, scale).readings
const again = (readings: Readings) => scaleMeasurements(scale, guidedSteps(scale, readings), readings, ON)

function measured(more: Readings, added: string | null): Readings {
  const pairs = guidedSteps(scale, more).flatMap((step) =>
    slotsOf(step).flatMap((slot): [string, string][] => [
      [field(step, slot, 'I'), Number(step.load).toFixed(3)],
      ...(added === null ? [] : [[field(step, slot, 'dL'), added] as [string, string]]),
    ]),
  )
  return { ...more, ...Object.fromEntries(pairs) }
}

describe('a correction', () => {
  it.each([
    ['in full', measured({}, '2.0')],
    ['with falling loads', measured({ [FALLING]: 'yes' }, '2.0')],
    ['with zero tracking', measured({ [TRACKING]: 'yes' }, '1.5')],
    ['over eight supports', measured({ [POSITIONS]: '8' }, '3')],
    ['at another load', { ...measured({}, '2'), 'load4.L': '12', 'load4.0.I': '12.005', 'repeat.L': '20' }],
  ])('finds every reading again, %s', (_, readings) => {
    const found = restored(again(readings))
    for (const [name, text] of Object.entries(readings))
      expect([name, Number(found[name])]).toEqual([name, Number(text)])
    expect(again(found)).toEqual(again(readings))
    expect(nextOpen(guidedSteps(scale, found), found, null)).toBeNull()
  })

  it('keeps left out what was left out', () => {
    const readings = { ...measured({}, '2'), 'load5.out': 'yes', 'zero.out': 'yes' }
    const found = restored(again(readings))
    expect([found['load5.out'], found['zero.out'], found['load1.out']]).toEqual(['yes', 'yes', undefined])
    expect(again(found)).toEqual(again(readings))
  })

  it('finds readings without added weights as they were typed', () => {
    const readings = { ...measured({}, null), 'zero.out': 'yes' }
    const found = restored(again(readings))
    expect(found['repeat.0.dL']).toBeUndefined()
    expect(again(found)).toEqual(again(readings))
    expect(again(found).map((one) => one.screening)).toEqual(Array(7).fill(true))
  })

  it('of a screening fills the field of the screening alone', () => {
    const kept = scaleMeasurements(scale, quickSteps(scale, '1'), { [QUICK_READING]: '1.000' }, ON)
    expect(restored(kept)).toEqual({ [QUICK_READING]: '1.000' })
  })

  it('of a record whose zero and corners were judged as loads finds them too', () => {
    const one = (load_L: string, indication_I: string) =>
      measurementOf(
        judge(
          {
            rule: 'nawi_indication_error',
            inputs: {
              accuracy_class: 'III',
              scale_kind: 'other',
              e: '5',
              load_L,
              stage: 'in_service',
              unit: 'g',
              indication_I,
              additional_dL: '2.5',
            },
          },
          ON,
        ),
      )
    const loads = ['0', '100', '2500', '10000', '30000'].map((load) => one(load, load))
    const corners = ['10000', '10001', '10002', '10003', '10004'].map((shown) => one('10000', shown))
    const found = restored([...loads, ...corners])
    expect(found['zero.0.I']).toBe('0.000')
    expect(found['load5.0.I']).toBe('30.000')
    expect(found['load4.out']).toBe('yes')
    // the centre was first, and now comes last
    expect([0, 1, 2, 3, 4].map((slot) => found[`corner.${slot}.I`])).toEqual([
      '10.001',
      '10.002',
      '10.003',
      '10.004',
      '10.000',
    ])
    expect(again(found).map((kept) => kept.rule)).toEqual([
      'nawi_zero_accuracy',
      ...Array(4).fill('nawi_indication_error'),
      'nawi_eccentricity',
    ])
  })
})
