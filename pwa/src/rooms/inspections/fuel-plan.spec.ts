import { describe, expect, it } from 'vitest'
import type { Check, Measurement } from '@/contract/entities'
import { emptyDraft } from './check-draft'
import {
  flowPoint,
  fuelLimit,
  isFarOff,
  nozzleMeasurements,
  oilOf,
  POINTS,
  type Point,
  RUN_FIELDS,
  runField,
} from './fuel-plan'
import { meteredResult } from './metered-result'
import { withRuns } from './restored'

const ON = '2026-11-23'
const measure = { oil: 'gasoline', material: 'stainless' } as const
const runs = (point: Point, ...volumes: string[]) =>
  Object.fromEntries(
    volumes.flatMap((volume, run) =>
      RUN_FIELDS.map((name, at) => [runField(run, name, point), ['20.00', volume, '20', '20'][at] ?? '']),
    ),
  )
const pointOf = (...volumes: string[]) => flowPoint(runs('Q1', ...volumes), measure, ON)
const checkWith = (measurements: Measurement[]) => ({ measurements }) as unknown as Check

describe('a nozzle', () => {
  it('has no mean before a delivery is complete', () => {
    expect(flowPoint({ [runField(0, 'V_J')]: '20.00' }, measure, ON)).toMatchObject({ mean: null, whole: null })
    expect(fuelLimit(ON)).toBe('0.30')
  })

  it('is judged by the mean of three, and its spread apart', () => {
    const point = pointOf('19.98', '19.98', '19.99')
    expect(point).toMatchObject({ mean: '0.08', mean_state: 'ok', single_exceeds: false })
    expect(point.whole?.evaluation?.verdict).toBe('pass')
    expect(point.whole?.evaluation?.reasons.map((one) => one.quantity)).toEqual(['mean_percent', 'range_percent'])
  })

  it('says when a single delivery exceeds though the mean keeps within', () => {
    const point = pointOf('19.93', '19.95', '19.97')
    expect(point).toMatchObject({ mean: '0.25', mean_state: 'warn', single_exceeds: true })
    expect(point.whole?.evaluation?.reasons.map((one) => one.outcome)).toEqual(['within', 'exceeds'])
  })

  it('keeps fewer than three deliveries as a screening', () => {
    const kept = nozzleMeasurements([pointOf('19.98')])
    expect(kept.map((one) => [one.rule, one.screening])).toEqual([['fuel_dispenser_error', true]])
  })

  it('keeps its two flow points apart, and is read back as it was typed and shown', () => {
    const readings = { ...runs('Q1', '19.98', '19.98', '19.99'), ...runs('Q2', '19.90', '19.91', '19.92') }
    const points = POINTS.map((point) => flowPoint(readings, measure, ON, point))
    const measurements = nozzleMeasurements(points)
    expect(measurements.map((one) => [one.rule, one.inputs.flow_point, one.phone.verdict])).toEqual([
      ['fuel_flow_point', 'Q1', 'pass'],
      ['fuel_flow_point', 'Q2', 'fail'],
    ])
    expect(meteredResult(checkWith(measurements))).toEqual({ error: '0.45', limit: '0.30', state: 'bad' })
    const draft = emptyDraft({ target: 'instrument', premises_id: null, instrument_id: 'x' }, null)
    expect(withRuns(draft, checkWith(measurements)).readings).toEqual(readings)
  })

  it('shows nothing of a check without a measurement, or of one whose figures are none', () => {
    expect(meteredResult(checkWith([]))).toBeNull()
    const [one] = nozzleMeasurements([pointOf('19.98')])
    if (!one) throw new Error('nothing was kept')
    const broken = { ...one, phone: { ...one.phone, values: { E_V_percent: '1e5' } } }
    expect(meteredResult(checkWith([broken]))).toBeNull()
  })

  it('points out a delivery beyond ten times the limit, which is rather a slip', () => {
    const [near, slip] = ['19.50', '1.99'].map((volume) => pointOf(volume).runs[0] ?? null)
    expect([near, slip, null].map(isFarOff)).toEqual([false, true, false])
  })

  it('knows an oil by the grade on the nozzle', () => {
    expect(['92号车用汽油', '95#', undefined].map(oilOf)).toEqual(['gasoline', 'gasoline', 'gasoline'])
    expect(['0#', '-10#', '柴油', 'diesel'].map(oilOf)).toEqual(['diesel', 'diesel', 'diesel', 'diesel'])
  })
})
