import { describe, expect, it } from 'vitest'
import type { Check } from '@/contract/entities'
import { flowPoint, fuelLimit, nozzleMeasurements, nozzleResult, oilOf, RUN_FIELDS, runField } from './fuel-plan'

const ON = '2026-11-23'
const measure = { oil: 'gasoline', material: 'stainless' } as const
const runs = (...volumes: string[]) =>
  Object.fromEntries(
    volumes.flatMap((volume, run) =>
      RUN_FIELDS.map((name, at) => [runField(run, name), ['20.00', volume, '20', '20'][at] ?? '']),
    ),
  )

describe('a nozzle', () => {
  it('has no mean before a delivery is complete', () => {
    expect(flowPoint({ [runField(0, 'V_J')]: '20.00' }, measure, ON)).toMatchObject({ mean: null, repeatability: null })
    expect(fuelLimit(ON)).toBe('0.30')
  })

  it('is judged by the mean of three, and its spread apart', () => {
    const point = flowPoint(runs('19.98', '19.98', '19.99'), measure, ON)
    expect(point).toMatchObject({ mean: '0.08', mean_state: 'ok', single_exceeds: false })
    expect(point.repeatability?.evaluation?.verdict).toBe('pass')
  })

  it('says when a single delivery exceeds though the mean keeps within', () => {
    const point = flowPoint(runs('19.93', '19.95', '19.97'), measure, ON)
    expect(point).toMatchObject({ mean: '0.25', mean_state: 'warn', single_exceeds: true })
  })

  it('keeps fewer than three deliveries as a screening', () => {
    const kept = nozzleMeasurements(flowPoint(runs('19.98'), measure, ON))
    expect(kept.map((one) => [one.rule, one.screening])).toEqual([['fuel_dispenser_error', true]])
  })

  it('is read back from its check as it was shown', () => {
    const measurements = nozzleMeasurements(flowPoint(runs('19.90', '19.91', '19.92'), measure, ON))
    expect(measurements).toHaveLength(4)
    expect(nozzleResult({ measurements } as unknown as Check)).toEqual({ mean: '0.45', limit: '0.30', state: 'bad' })
    expect(nozzleResult({ measurements: [] } as unknown as Check)).toBeNull()
  })

  it('knows an oil by the grade on the nozzle', () => {
    expect(['92号车用汽油', '95#', undefined].map(oilOf)).toEqual(['gasoline', 'gasoline', 'gasoline'])
    expect(['0#', '-10#', '柴油', 'diesel'].map(oilOf)).toEqual(['diesel', 'diesel', 'diesel', 'diesel'])
  })
})
