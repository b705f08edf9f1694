// What the plate of a scale says and a judgement needs: class, unit, Max, Min and e, each as it stands there.
import type { Instrument } from '@/contract/entities'
import { isDecimal } from '@/ui/numeric-text'

export const CLASSES = ['I', 'II', 'III', 'IIII'] as const
export const UNITS = ['g', 'kg', 't'] as const
export const CAPACITIES = ['maximum_capacity', 'minimum_capacity', 'verification_scale_interval'] as const

export type Capacity = (typeof CAPACITIES)[number]
export type ScalePlate = { accuracy_class: string; unit: string } & Record<Capacity, string>

/** What nearly every market scale is; the person sees and changes it. */
export const USUAL: Readonly<ScalePlate> = {
  accuracy_class: 'III',
  unit: 'kg',
  maximum_capacity: '',
  minimum_capacity: '',
  verification_scale_interval: '',
}

/** As the ledger knows it; what it does not know stays empty and is not guessed. */
export function plateOf({ accuracy_class, parameters }: Instrument): ScalePlate {
  const text = (name: string) => parameters[name] ?? ''
  return {
    accuracy_class,
    unit: text('unit'),
    maximum_capacity: text('maximum_capacity'),
    minimum_capacity: text('minimum_capacity'),
    verification_scale_interval: text('verification_scale_interval'),
  }
}

/** The field is empty or a decimal above zero: the office refuses the whole record for anything else. */
export function isCapacity(text: string): boolean {
  const typed = text.trim()
  return typed === '' || (isDecimal(typed) && !typed.startsWith('-') && /[1-9]/.test(typed))
}

export function isWhole(plate: ScalePlate): boolean {
  return CAPACITIES.every((name) => isCapacity(plate[name]))
}

/** The parameters with the plate's, other ones kept; an emptied field is no parameter. */
export function withPlate(parameters: Instrument['parameters'], plate: ScalePlate): Instrument['parameters'] {
  const result = { ...parameters }
  for (const name of [...CAPACITIES, 'unit'] as const) {
    const typed = plate[name].trim()
    if (typed) result[name] = typed
    else delete result[name]
  }
  return result
}
