// What a scanned or typed text means on this phone, with no network: our label, a code of another scheme, or nothing known.
import type { Instrument, Label } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import type { View } from '@/sync/core/view'
import { recordsBy } from '@/sync/records'
import { readCode } from './codes'

export { inGroups } from './codes'

export type Meaning =
  | { kind: 'bound'; label: View<Label>; instrument_id: string }
  | { kind: 'unbound'; label: View<Label> }
  | { kind: 'void'; label: View<Label> }
  | { kind: 'unknown_label'; code: string }
  | { kind: 'mistyped' }
  | { kind: 'foreign'; code: string; instruments: View<Instrument>[] }

/** A label's address is `<origin>/<code>`; whatever else a text may be is a code of another scheme. */
export async function meaningOf(database: FieldDatabase, text: string): Promise<Meaning> {
  const typed = codeIn(text)
  const read = readCode(typed)
  if (read.code !== null) return ours(database, read.code)
  const foreign = await byAnyCode(database, text.trim())
  if (foreign.length > 0 || /^https?:/i.test(text)) return { kind: 'foreign', code: text.trim(), instruments: foreign }
  return read.fault === 'check' ? { kind: 'mistyped' } : { kind: 'foreign', code: text.trim(), instruments: foreign }
}

/** The part of an address that may be a code: the path of one segment, without the digits of a signature. */
export function codeIn(text: string): string {
  const match = /^https?:\/\/[^/]+\/([^/?#]+)/i.exec(text.trim())
  const path = match?.[1] ?? text
  return /^[0-9A-Za-z]{12}\d{100,}$/.test(path) ? path.slice(0, 12) : path
}

async function ours(database: FieldDatabase, code: string): Promise<Meaning> {
  const label = (await recordsBy(database, 'label', 'code', code))[0]
  if (!label) return { kind: 'unknown_label', code }
  if (label.state.state === 'void') return { kind: 'void', label }
  return label.state.instrument_id
    ? { kind: 'bound', label, instrument_id: label.state.instrument_id }
    : { kind: 'unbound', label }
}

async function byAnyCode(database: FieldDatabase, code: string): Promise<View<Instrument>[]> {
  const [codes, certificates, serials] = await Promise.all([
    recordsBy(database, 'instrument', 'codes', code),
    recordsBy(database, 'instrument', 'certificate_number', code),
    recordsBy(database, 'instrument', 'serial_number', code),
  ])
  return [...new Map([...codes, ...certificates, ...serials].map((one) => [one.id, one])).values()]
}
