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

/** What a verification mark says. */
export const UNTIL = 'valid_until'

/** The three places a fuel dispenser is sealed at, when the ledger does not say. */
export const DISPENSER_SEALS = ['seal_adjuster', 'seal_encoder', 'seal_board'] as const

/** Kinds whose own mark, on a nozzle or a pile, is compared; others show theirs on the screen of its own. */
const MARKED: ReadonlySet<string> = new Set(['fuel_dispenser', 'ev_charger'])

/** `valid_until`: what the verification mark should say. */
export function comparedOf(instrument: Instrument, valid_until: string | null = null): Compared[] {
  const serial = instrument.serial_number
    ? [{ key: 'serial_number', field: 'serial_number', expected: instrument.serial_number, place: null }]
    : []
  const codes = instrument.codes.map(({ scheme, value }, index) => ({
    key: `code${index}`,
    field: `${scheme}_code`,
    expected: value,
    place: null,
  }))
  if (!MARKED.has(instrument.kind)) return [...serial, ...sealsOf(instrument), ...codes]
  const until = valid_until ? [{ key: UNTIL, field: UNTIL, expected: valid_until, place: null }] : []
  return [...serial, ...until, ...dispenserSeals([instrument]), ...codes]
}

export function sealsOf(instrument: Instrument): Compared[] {
  return instrument.seals.map(({ place, number }, index) => ({
    key: `seal${index}`,
    field: 'seal',
    expected: number,
    place: place || null,
  }))
}

/** Seals of a dispenser or a pile: those the ledger knows, else of a dispenser the three places of the regulation without a number. */
export function dispenserSeals(instruments: readonly Instrument[]): Compared[] {
  const known = instruments.flatMap((instrument) => sealsOf(instrument))
  const unique = [...new Map(known.map((one) => [`${one.place}/${one.expected}`, one])).values()]
  if (unique.length > 0) return unique.map((one, index) => ({ ...one, key: `seal${index}` }))
  if (!instruments.every((one) => one.kind === 'fuel_dispenser')) return []
  return DISPENSER_SEALS.map((field) => ({ key: field, field, expected: '', place: null }))
}

export function identityChecks(
  compared: readonly Compared[],
  answers: { [key: string]: DraftIdentity },
): IdentityCheck[] {
  return compared.flatMap(({ key, field, expected }) => {
    const one = answers[key]
    if (!one) return []
    return [{ field, expected, answer: one.answer, seen: one.seen.trim() || null, ...(one.bulk ? { bulk: true } : {}) }]
  })
}

export function uncompared(compared: readonly Compared[], answers: { [key: string]: DraftIdentity }): Compared[] {
  return compared.filter(({ key }) => !answers[key])
}
