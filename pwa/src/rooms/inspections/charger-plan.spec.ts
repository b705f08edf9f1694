import { describe, expect, it } from 'vitest'
import type { Check, Instrument, Measurement } from '@/contract/entities'
import {
  type Charger,
  CLASS,
  chargerField,
  chargerLimit,
  chargerMeasurements,
  chargerOf,
  classOf,
  doubtOf,
  isComplete,
  judgedAt,
  type Readings,
  readAt,
  STEPS,
  type Step,
  TARIFF,
} from './charger-plan'
import { emptyDraft } from './check-draft'
import { meteredResult } from './metered-result'
import { withCharger } from './restored'
import type { Validity } from './validity'

const ON = '2026-11-25'
const NOWHERE = { I_min: null, half_I_max: null, I_max: null }
const CHARGER: Charger = { accuracy_class: '2', kind: 'dc', stage: 'subsequent', amperes: NOWHERE }
const FULL: Readings = {
  'I_min.shown': '1.005',
  'I_min.standard': '1.000',
  'half_I_max.shown': '5.100',
  'half_I_max.standard': '5.000',
  'I_max.shown': '10.250',
  'I_max.standard': '10.000',
  [TARIFF]: 'time_of_use',
  'clock.seconds': '-200',
  'amount.price': '1.20',
  'amount.energy': '10.250',
  'amount.asked': '12.30',
}
const ledger = (state: Partial<Instrument>) =>
  ({ accuracy_class: '', name: '', parameters: {}, ...state }) as unknown as Instrument
const verified = (state: Partial<Validity>) =>
  ({ verified_on: null, valid_until: null, certificate_number: null, ...state }) as Validity
const checkWith = (measurements: Measurement[]) => ({ measurements }) as unknown as Check
const draft = () => emptyDraft({ target: 'instrument', premises_id: 'gun', instrument_id: 'x' }, null)
const doubtAt = (step: Step, readings: Readings) => doubtOf(judgedAt(step, CHARGER, readings, ON))

describe('a charger in the ledger', () => {
  it('has a class, a kind and the currents of its load points as they were written', () => {
    const known = chargerOf(
      ledger({
        accuracy_class: '1级',
        parameters: { kind: 'ac', maximum_current_A: '32.5', minimum_current_A: '6' },
      }),
      verified({ verified_on: '2025-01-01' }),
    )
    expect(known).toEqual({
      accuracy_class: '1',
      kind: 'ac',
      stage: 'subsequent',
      amperes: { I_min: '6', half_I_max: '16.25', I_max: '32.5' },
    })
    const written = ['2', '2.0', '2 级', '0.5', 'III', '', '12', '2.5'].map(
      (accuracy_class) => chargerOf(ledger({ accuracy_class }), null).accuracy_class,
    )
    expect(written).toEqual(['2', '2', '2', null, null, null, null, null])
  })

  it('tells direct from alternating current by its name, and nothing where the name tells nothing', () => {
    const kinds = ['非车载充电机', '直流充电桩', '交流充电桩', '充电桩'].map(
      (name) => chargerOf(ledger({ name }), null).kind,
    )
    expect(kinds).toEqual(['dc', 'dc', 'ac', null])
  })

  it('is at its first verification only while it was never verified', () => {
    const stages = [{}, { certificate_number: 'A' }, { valid_until: ON }, { verified_on: ON }].map(
      (state) => chargerOf(ledger({}), verified(state)).stage,
    )
    expect(stages).toEqual(['initial', 'subsequent', 'subsequent', 'subsequent'])
  })
})

describe('the plan of a gun', () => {
  it('goes from the least current to the greatest, then clock and amount', () => {
    expect(STEPS).toEqual(['I_min', 'half_I_max', 'I_max', 'clock', 'amount'])
    expect(STEPS.filter((step) => isComplete(step, {}))).toEqual([])
    expect(STEPS.filter((step) => isComplete(step, FULL))).toEqual([...STEPS])
    expect(isComplete('clock', { [TARIFF]: 'flat' })).toBe(true)
    expect(isComplete('clock', { [TARIFF]: 'time_of_use' })).toBe(false)
    expect(readAt('amount', { 'amount.price': '1.2', 'amount.energy': '-' })).toBe('some')
  })

  it('judges each step by its rule as soon as its figures are there', () => {
    const kept = chargerMeasurements(CHARGER, FULL, ON)
    expect(kept.map((one) => [one.rule, one.inputs.load_point ?? one.inputs.stage, one.phone.verdict])).toEqual([
      ['ev_charger_operating_error', 'I_min', 'pass'],
      ['ev_charger_operating_error', 'half_I_max', 'pass'], // exactly on the limit
      ['ev_charger_operating_error', 'I_max', 'fail'],
      ['ev_charger_clock_error', 'subsequent', 'fail'],
      ['ev_charger_amount', undefined, 'pass'],
    ])
    expect(judgedAt('I_min', CHARGER, { 'I_min.shown': '1.005' }, ON)).toBeNull()
    expect(chargerMeasurements(CHARGER, { ...FULL, [TARIFF]: 'flat' }, ON)).toHaveLength(4)
    expect(
      chargerMeasurements({ ...CHARGER, stage: 'initial' }, { ...FULL, 'clock.seconds': '5' }, ON)[3],
    ).toMatchObject({ inputs: { stage: 'initial' }, phone: { verdict: 'pass', values: { limit_s: 5 } } })
  })

  it('asks for the class that the ledger lacks, and judges no energy without it', () => {
    const unclassed = { ...CHARGER, accuracy_class: null }
    expect(chargerMeasurements(unclassed, FULL, ON).map((one) => one.rule)).toEqual([
      'ev_charger_clock_error',
      'ev_charger_amount',
    ])
    expect(classOf(unclassed, { [CLASS]: '3' })).toBeNull()
    expect(classOf(CHARGER, { [CLASS]: '1' })).toBe('2')
    const [least] = chargerMeasurements(unclassed, { ...FULL, [CLASS]: '1' }, ON)
    expect(least).toMatchObject({ inputs: { accuracy_class: '1' }, phone: { values: { mpe_percent: '±1.0' } } })
    expect([chargerLimit(unclassed, {}, ON), chargerLimit(unclassed, { [CLASS]: '1' }, ON)]).toEqual([null, '1.0'])
    expect(chargerLimit(CHARGER, {}, ON)).toBe('2.0')
  })

  it('doubts what looks like a slip, and nothing else', () => {
    const energies = (shown: string, standard: string) => ({ 'I_min.shown': shown, 'I_min.standard': standard })
    expect(STEPS.map((step) => doubtAt(step, FULL))).toEqual([null, null, null, null, null])
    expect(doubtAt('I_min', energies('1.200', '1.000'))).toBeNull()
    expect(doubtAt('I_min', energies('1.201', '1.000'))).toBe('far_off')
    expect(doubtAt('I_min', energies('0', '1.000'))).toBe('far_off')
    expect(doubtAt('I_min', energies('0.500', '0.500'))).toBeNull()
    expect(doubtAt('I_min', energies('0.499', '0.499'))).toBe('too_little')
    expect(doubtAt('clock', { [TARIFF]: 'time_of_use', 'clock.seconds': '-3600' })).toBeNull()
    expect(doubtAt('clock', { [TARIFF]: 'time_of_use', 'clock.seconds': '3601' })).toBe('clock_far')
    expect(doubtAt('amount', { ...FULL, 'amount.asked': '13.54' })).toBe('amount_far')
    expect(doubtAt('amount', { ...FULL, 'amount.price': '999' })).toBeNull() // refused: nothing to doubt
  })
})

describe('a recorded gun', () => {
  const measurements = chargerMeasurements(CHARGER, FULL, ON)

  it('is read back as it was typed', () => {
    expect(withCharger(draft(), checkWith(measurements)).readings).toEqual({ ...FULL, [CLASS]: '2' })
    const flat = chargerMeasurements(CHARGER, { ...FULL, [TARIFF]: 'flat' }, ON)
    expect(withCharger(draft(), checkWith(flat)).readings[TARIFF]).toBeUndefined()
  })

  it('leaves out what no step of this phone knows', () => {
    const [one] = measurements
    if (!one) throw new Error('nothing was kept')
    const odd = ['I_tr', undefined, 'toString'].map((load_point) => ({ ...one, inputs: { ...one.inputs, load_point } }))
    expect(withCharger(draft(), checkWith([...odd, { ...one, rule: 'toString' }])).readings).toEqual({})
  })

  it('shows its largest error with the limit it had, and the worst of all its verdicts', () => {
    expect(meteredResult(checkWith(measurements))).toEqual({ error: '2.50', limit: '2.0', state: 'bad' })
    expect(meteredResult(checkWith(measurements.slice(0, 2)))).toEqual({ error: '2.00', limit: '2.0', state: 'ok' })
    expect(meteredResult(checkWith(measurements.slice(3, 4)))).toEqual({ error: null, limit: null, state: 'bad' })
  })

  it('names its fields apart', () => {
    expect(chargerField('amount', 'energy')).toBe('amount.energy')
  })
})
