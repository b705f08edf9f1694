// What is compared between the ledger and the thing in front of the officer: numbers, seals and codes.
import type { IdentityCheck, Instrument } from '@/contract/entities'
import type { DraftIdentity } from './check-draft'

export interface Compared {
  key: string
  field: string
  expected: string
  /** where a seal sits, as the ledger says */
  place: string | null
}

/** The three places a fuel dispenser is sealed at, when the ledger does not say. */
export const DISPENSER_SEALS = ['seal_adjuster', 'seal_encoder', 'seal_board'] as const

export function comparedOf(instrument: Instrument): Compared[] {
  const serial = instrument.serial_number
    ? [{ key: 'serial_number', field: 'serial_number', expected: instrument.serial_number, place: null }]
    : []
  const codes = instrument.codes.map(({ scheme, value }, index) => ({
    key: `code${index}`,
    field: `${scheme}_code`,
    expected: value,
    place: null,
  }))
  return [...serial, ...sealsOf(instrument), ...codes]
}

export function sealsOf(instrument: Instrument): Compared[] {
  return instrument.seals.map(({ place, number }, index) => ({
    key: `seal${index}`,
    field: 'seal',
    expected: number,
    place: place || null,
  }))
}

/** Seals of a dispenser: those the ledger knows, else the three places of the regulation without a number. */
export function dispenserSeals(instruments: readonly Instrument[]): Compared[] {
  const known = instruments.flatMap((instrument) => sealsOf(instrument))
  const unique = [...new Map(known.map((one) => [`${one.place}/${one.expected}`, one])).values()]
  if (unique.length > 0) return unique.map((one, index) => ({ ...one, key: `seal${index}` }))
  return DISPENSER_SEALS.map((field) => ({ key: field, field, expected: '', place: null }))
}

export function identityChecks(
  compared: readonly Compared[],
  answers: { [key: string]: DraftIdentity },
): IdentityCheck[] {
  return compared.flatMap(({ key, field, expected }) => {
    const one = answers[key]
    return one ? [{ field, expected, answer: one.answer, seen: one.seen.trim() || null }] : []
  })
}

export function uncompared(compared: readonly Compared[], answers: { [key: string]: DraftIdentity }): Compared[] {
  return compared.filter(({ key }) => !answers[key])
}
