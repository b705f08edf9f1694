import { describe, expect, it } from 'vitest'
import type { Instrument } from '@/contract/entities'
import { judge } from './judging'
import {
  field,
  guidedSteps,
  judgedStep,
  nextIndication,
  POSITIONS,
  QUICK_READING,
  questionOf,
  questionsOf,
  quickSteps,
  type Scale,
  type Step,
  scaleMeasurements,
  scaleOf,
  stepQuestion,
  TRACKING,
} from './scale-plan'

const plate = (parameters: { [name: string]: string }, more: Partial<Instrument> = {}) =>
  ({ name: '电子计价秤', accuracy_class: 'III', parameters, ...more }) as unknown as Instrument
const scale = scaleOf(
  plate({ maximum_capacity: '30', minimum_capacity: '0.1', verification_scale_interval: '5', unit: 'kg' }),
) as Scale
const ON = '2026-11-23'
const four = (corner: Step, name: 'I' | 'dL', texts: string[]) =>
  Object.fromEntries(texts.map((text, slot) => [field(corner, slot, name), text]))
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
  it('goes through zero, Min, the loads where the limit changes, half of Max, Max, four quarters, three times the same', () => {
    const steps = guidedSteps(scale)
    expect(steps.map((one) => one.load)).toEqual(['0', '0.1', '2.5', '10', '15', '30', '10', '24'])
    expect(steps.map((one) => one.slots)).toEqual([1, 1, 1, 1, 1, 1, 4, 3])
  })

  it('loads each of more than four supports with Max / (N − 1)', () => {
    const truck = scaleOf(
      plate({ maximum_capacity: '60', verification_scale_interval: '0.02', unit: 't' }, { name: 'SCS' }),
    ) as Scale
    const corner = guidedSteps(truck, { [POSITIONS]: '6' }).find((one) => one.kind === 'corner')
    expect(corner).toMatchObject({ slots: 6, load: '12' })
    expect(guidedSteps(truck, { [POSITIONS]: '999' }).find((one) => one.kind === 'corner')?.slots).toBe(4)
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

  it('judges the zero by the rule for zero, and not before the added weights are there', () => {
    const [zero] = guidedSteps(scale) as [Step]
    const at = (added: string) => ({ 'zero.0.I': '0.000', 'zero.0.dL': added })
    expect(stepQuestion(scale, zero, at(''))).toBeNull()
    expect(stepQuestion(scale, zero, at('1.25'))).toEqual({
      rule: 'nawi_zero_accuracy',
      inputs: { e: '5', unit: 'g', indication_I: '0', additional_dL: '1.25' },
    })
    // 0.25 e of 5 g is 1.25 g, and the limit itself is within
    expect(judgedStep(scale, zero, at('1.25'), ON)?.evaluation).toMatchObject({
      verdict: 'pass',
      values: { E0: '1.25' },
    })
    expect(judgedStep(scale, zero, at('1.2'), ON)?.evaluation).toMatchObject({ verdict: 'fail', values: { E0: '1.3' } })
  })

  it('finds the zero at ten intervals where zero tracking cannot be switched off', () => {
    const readings = {
      [TRACKING]: 'yes',
      'zero.0.I': '0.050',
      'zero.0.dL': '2.0',
      'load1.0.I': '0.100',
      'load1.0.dL': '2.5',
    }
    const [zero, least] = guidedSteps(scale, readings) as [Step, Step]
    expect(zero.load).toBe('0.05')
    expect(judgedStep(scale, zero, readings, ON)?.inputs.load_L).toBe('50')
    expect(judgedStep(scale, zero, readings, ON)?.evaluation?.values.E0).toBe('0.5')
    expect(questionOf(scale, least, 0, readings)?.inputs.E0).toBe('0.5')
  })

  it('judges four quarters as one, each with the error at zero taken off, with added weights at all of them or none', () => {
    const corner = guidedSteps(scale).find((one) => one.kind === 'corner') as Step
    const shown = { 'zero.0.I': '0', 'zero.0.dL': '2', ...four(corner, 'I', ['10.000', '10.000', '10.010', '10']) }
    expect(stepQuestion(scale, corner, four(corner, 'I', ['10', '10', '10']))).toBeNull()
    const plain = judgedStep(scale, corner, shown, ON)?.evaluation
    expect(plain).toMatchObject({ verdict: 'pass', screening: true, values: { E_position_3: '10' } })
    expect(stepQuestion(scale, corner, { ...shown, [field(corner, 0, 'dL')]: '2.5' })).toBeNull()
    const exact = { ...shown, ...four(corner, 'dL', ['2.5', '2.5', '1.5', '2.5']) }
    expect(judgedStep(scale, corner, exact, ON)).toMatchObject({
      rule: 'nawi_eccentricity',
      inputs: { load_L: '10000', indications: ['10000', '10000', '10010', '10000'], E0: '0.5' },
      evaluation: {
        verdict: 'fail',
        screening: false,
        values: { E_position_1: '-0.5', E_position_3: '10.5', mpe: '±10' },
      },
    })
  })

  it('judges the spread only when all three are there, and as a screening without added weights', () => {
    const repeat = step('repeat', '24', 3)
    const two = { [field(repeat, 0, 'I')]: '24.000', [field(repeat, 1, 'I')]: '24.010' }
    expect(stepQuestion(scale, repeat, two)).toBeNull()
    const three = { ...two, [field(repeat, 2, 'I')]: '24.005' }
    expect(stepQuestion(scale, repeat, three)?.inputs.P_values).toEqual(['24000', '24010', '24005'])
    const added = Object.fromEntries([0, 1, 2].map((slot) => [field(repeat, slot, 'dL'), '2.5']))
    expect(scaleMeasurements(scale, [repeat], three, ON)[0]?.screening).toBe(true)
    expect(scaleMeasurements(scale, [repeat], { ...three, ...added }, ON)[0]?.screening).toBe(false)
  })

  it('keeps nothing of a step that was left out, and takes no error at zero from it', () => {
    const readings = { 'zero.0.I': '0', 'zero.0.dL': '2', 'load1.0.I': '0.100', 'load1.0.dL': '2.5', 'zero.out': 'yes' }
    const kept = scaleMeasurements(scale, guidedSteps(scale), readings, ON)
    expect(kept.map((one) => [one.rule, one.inputs.E0])).toEqual([['nawi_indication_error', undefined]])
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
