// A reference standard as the desk reads and writes it, and the words its form needs.
import type { State } from '@/ui/state'
import { request } from '../api'

export type Due = 'valid' | 'expiring' | 'expired' | 'not_yet' | 'retired'

export interface StandardForm {
  kind: string
  name: string
  serial_number: string
  accuracy_class: string
  nominal_minimum: string
  nominal_maximum: string
  nominal_unit: string
  certificate_number: string
  institution: string
  verified_on: string
  valid_until: string
  accuracy_kind: string
  accuracy_value: string
  accuracy_unit: string
  keeper: string
  division: string
}

export type StandardRow = { [name in keyof StandardForm]: StandardForm[name] | null } & {
  id: string
  version: number
  state: 'in_use' | 'retired'
  retired_on: string | null
  due: Due
  days_left: number
}

/** Kinds with the units of their nominal values; a stated error may also be in per cent. */
export const UNITS: Readonly<Record<string, readonly string[]>> = {
  weight_set: ['mg', 'g', 'kg', 't'],
  standard_measure: ['mL', 'L'],
  lens_set: ['D', 'Δ'],
  energy_standard: ['A', 'V', 'kW', 'kW·h'],
  other: ['mm', '°C', 's', 'mg', 'g', 'kg', 't', 'mL', 'L', 'D', 'A', 'V', 'kW', 'kW·h'],
}

export const ACCURACY_KINDS = ['maximum_permissible_error', 'expanded_uncertainty'] as const

export const DUE_STATE: Readonly<Record<Due, State>> = {
  valid: 'ok',
  expiring: 'warn',
  expired: 'bad',
  not_yet: 'warn',
  retired: 'stop',
}

/** What is stated together or not at all: the server is told that nothing was stated, not that it was empty. */
const OPTIONAL = [
  'nominal_minimum',
  'nominal_maximum',
  'nominal_unit',
  'accuracy_kind',
  'accuracy_value',
  'accuracy_unit',
]

export function formOf(row: StandardRow | null): StandardForm {
  const names = [
    'kind',
    'name',
    'serial_number',
    'accuracy_class',
    'certificate_number',
    'institution',
    'verified_on',
    'valid_until',
    'keeper',
    'division',
    ...OPTIONAL,
  ] as (keyof StandardForm)[]
  return Object.fromEntries(names.map((name) => [name, row?.[name] ?? ''])) as unknown as StandardForm
}

export function stated(form: StandardForm): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(form).map(([name, text]) => [
      name,
      text.trim() === '' && OPTIONAL.includes(name) ? null : text.trim(),
    ]),
  )
}

export const corrected = (row: StandardRow, form: StandardForm): Promise<StandardRow> =>
  request('PATCH', `/standards/${row.id}`, { body: stated(form), version: row.version })

/** 1 g – 2000 g, or one value where both ends are the same. */
export function nominalText(row: StandardRow): string {
  if (row.nominal_minimum === null) return '—'
  const from = row.nominal_minimum === row.nominal_maximum ? '' : `${row.nominal_minimum} – `
  return `${from}${row.nominal_maximum} ${row.nominal_unit}`
}
