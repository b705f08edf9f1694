import { describe, expect, it } from 'vitest'
import type { Instrument } from '@/contract/entities'
import { judge } from './judging'
import {
  field,
  guidedSteps,
  nextIndication,
  QUICK_READING,
  questionOf,
  questionsOf,
  quickSteps,
  repeatQuestion,
  type Scale,
  type Step,
  scaleOf,
} from './scale-plan'

const plate = (parameters: { [name: string]: string }, more: Partial<Instrument> = {}) =>
  ({ name: '电子计价秤', accuracy_class: 'III', parameters, ...more }) as unknown as Instrument
const scale = scaleOf(
  plate({ maximum_capacity: '30', minimum_capacity: '0.1', verification_scale_interval: '5', unit: 'kg' }),
) as Scale
const step = (kind: Step['kind'], load: string, slots = 1): Step => ({ key: kind, kind, load, slots })

describe('the plate of a scale', () => {
  it('takes an interval in grams beside a capacity in kilograms, as plates write it', () => {
    expect(scale).toMatchObject({ e: '5', max: '30000', unit: 'g', display: 'kg', scale_kind: 'price_computing' })
    expect(scaleOf(plate({ maximum_capacity: '15', verification_scale_interval: '0.005', unit: 'kg' }))?.e).toBe('5')
    expect(scaleOf(plate({ maximum_capacity: '60', verification_scale_interval: '0.02', unit: 't' }))).toMatchObject({
      e: '20',
      max: '60000',
      unit: 'kg',
    })
  })

  it('judges nothing where class or interval is missing', () => {
    expect(scaleOf(plate({ maximum_capacity: '30', unit: 'kg' }))).toBeNull()
    expect(scaleOf(plate({ verification_scale_interval: '5' }, { accuracy_class: '' }))).toBeNull()
  })
})

describe('the guided procedure', () => {
  it('goes through zero, the loads where the limit changes, the corners and three times the same', () => {
    const steps = guidedSteps(scale)
    expect(steps.map((one) => one.load)).toEqual(['0', '0.1', '2.5', '10', '30', '10', '24'])
    expect(steps.map((one) => one.slots)).toEqual([1, 1, 1, 1, 1, 5, 3])
  })

  it('says where the display must jump to', () => {
    expect(nextIndication(scale, '2.505')).toBe('2.510')
    expect(nextIndication(scale, '2.')).toBe('2.005')
    expect(nextIndication(scale, '')).toBeNull()
  })

  it('finds the error of the changeover point to the last digit, as the mock-up shows it', () => {
    const load = step('load', '2.5')
    const asked = questionOf(scale, load, 0, { [field(load, 0, 'I')]: '2.505', [field(load, 0, 'dL')]: '4.5' })
    const { evaluation } = judge(asked as NonNullable<typeof asked>, '2026-11-23')
    expect(evaluation?.values).toMatchObject({ P: '2503', E: '3', mpe: '±5' })
    expect(evaluation?.verdict).toBe('pass')
  })

  it('takes the error at zero off the others only when it was found with added weights', () => {
    const load = step('load', '2.5')
    const readings = {
      [field(load, 0, 'I')]: '2.505',
      [field(load, 0, 'dL')]: '1.0',
      'zero.0.I': '0.000',
      'zero.0.dL': '1.0',
    }
    expect(questionOf(scale, load, 0, readings)?.inputs.E0).toBe('1.5')
    expect(questionOf(scale, load, 0, { ...readings, 'zero.0.dL': '' })?.inputs.E0).toBeUndefined()
  })

  it('judges the spread only when all three are there', () => {
    const repeat = step('repeat', '24', 3)
    const two = { [field(repeat, 0, 'I')]: '24.000', [field(repeat, 1, 'I')]: '24.010' }
    expect(repeatQuestion(scale, repeat, two)).toBeNull()
    expect(repeatQuestion(scale, repeat, { ...two, [field(repeat, 2, 'I')]: '24.005' })?.inputs.P_values).toEqual([
      '24000',
      '24010',
      '24005',
    ])
  })
})

describe('the quick check', () => {
  it('is one reading, marked as screening by the evaluator', () => {
    const steps = quickSteps(scale, '1')
    const [asked] = questionsOf(scale, steps, { [field(steps[0] as Step, 0, 'I')]: '1.000' })
    const { evaluation } = judge(asked as NonNullable<typeof asked>, '2026-11-23')
    expect(evaluation).toMatchObject({ verdict: 'pass', screening: true })
    expect(questionsOf(scale, steps, { [QUICK_READING]: '' })).toEqual([])
  })

  it.each([
    ['g', '3000', '1', '1000'],
    ['t', '60', '0.02', '0.001'],
  ])('reads a weight marked in kg on a display in %s', (unit, maximum_capacity, verification_scale_interval, shown) => {
    const other = scaleOf(plate({ maximum_capacity, verification_scale_interval, unit })) as Scale
    const steps = quickSteps(other, '1')
    expect(steps[0]?.load).toBe(shown)
    const [asked] = questionsOf(other, steps, { [QUICK_READING]: shown })
    expect(judge(asked as NonNullable<typeof asked>, '2026-11-23').evaluation).toMatchObject({ verdict: 'pass' })
  })
})
