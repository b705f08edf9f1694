import { expect, it } from 'vitest'
import type { Instrument } from '@/contract/entities'
import { isCapacity, isWhole, plateOf, USUAL, withPlate } from './scale-plate'

it('completes a plate and leaves the other parameters alone', () => {
  const known = { scale_kind: 'price_computing', minimum_capacity: '0.1' }
  const plate = { ...USUAL, maximum_capacity: ' 30 ', verification_scale_interval: '0.010' }
  expect(withPlate(known, plate)).toEqual({
    scale_kind: 'price_computing',
    maximum_capacity: '30',
    verification_scale_interval: '0.010',
    unit: 'kg',
  })
})

it('gives a plate back as it was read', () => {
  const parameters = { unit: 'g', maximum_capacity: '3000', minimum_capacity: '20', verification_scale_interval: '1' }
  const instrument = { accuracy_class: 'II', parameters } as unknown as Instrument
  expect(plateOf(instrument)).toEqual({ accuracy_class: 'II', ...parameters })
  expect(withPlate(parameters, plateOf(instrument))).toEqual(parameters)
  expect(plateOf({ accuracy_class: '', parameters: {} } as unknown as Instrument).unit).toBe('')
})

it('takes decimals above zero, and nothing the office would refuse', () => {
  expect(['', '30', '0.005', ' 5 '].map(isCapacity)).toEqual([true, true, true, true])
  expect(['0', '-5', '5g', '1,5', '.5', '0.0'].map(isCapacity)).toEqual([false, false, false, false, false, false])
  expect([isWhole(USUAL), isWhole({ ...USUAL, minimum_capacity: 'x' })]).toEqual([true, false])
})
