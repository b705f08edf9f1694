// Reads of the ledger on this phone: a place with everything below it, an instrument with what belongs to it, a search.
import type { Instrument, Merchant, Premises } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import type { View } from '@/sync/core/view'
import { record, recordsBy, recordsByAny, recordsOf, searchRecords } from '@/sync/records'
import { type Validity, validityOf } from './validity'

export { suggestedValidity } from './mandatory'

export interface Place {
  premises: View<Premises>
  merchant: View<Merchant> | undefined
  /** stalls, dispensers, nozzles … by identifier */
  parts: Map<string, View<Premises>>
  instruments: View<Instrument>[]
  merchants: Map<string, View<Merchant>>
}

const DEEPEST = 3 // station → dispenser → nozzle

export async function place(database: FieldDatabase, id: string): Promise<Place | undefined> {
  const premises = await record(database, 'premises', id)
  if (!premises) return undefined
  const parts = await below(database, id)
  const ids = [id, ...parts.keys()]
  const instruments = await recordsByAny(database, 'instrument', 'premises_id', ids)
  const people = [premises, ...parts.values()].flatMap((one) => one.state.merchant_id ?? [])
  const merchants = await merchantsOf(database, people)
  const merchant = premises.state.merchant_id ? merchants.get(premises.state.merchant_id) : undefined
  return { premises, merchant, parts, instruments: inWalkingOrder(instruments, parts), merchants }
}

async function below(database: FieldDatabase, root: string): Promise<Map<string, View<Premises>>> {
  const found = new Map<string, View<Premises>>()
  let level = [root]
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth += 1) {
    const next = await recordsByAny(database, 'premises', 'parent_id', level)
    for (const one of next) if (one.state.state !== 'retired') found.set(one.id, one)
    level = next.map((one) => one.id)
  }
  return found
}

async function merchantsOf(database: FieldDatabase, ids: readonly string[]): Promise<Map<string, View<Merchant>>> {
  const views = await recordsOf(database, 'merchant', ids)
  return new Map(views.map((view) => [view.id, view]))
}

/** As a person walks: by the order of the place, then by its number, then by serial number. */
export function inWalkingOrder(
  instruments: readonly View<Instrument>[],
  parts: ReadonlyMap<string, View<Premises>>,
): View<Instrument>[] {
  const order = (one: View<Instrument>): number => parts.get(one.state.premises_id)?.state.walking_order ?? 0
  const number = (one: View<Instrument>): string => parts.get(one.state.premises_id)?.state.position_no ?? ''
  const compare = new Intl.Collator('zh-CN', { numeric: true }).compare
  return [...instruments].sort(
    (a, b) =>
      order(a) - order(b) || compare(number(a), number(b)) || compare(a.state.serial_number, b.state.serial_number),
  )
}

/** The venue a part belongs to. */
export async function rootOf(database: FieldDatabase, id: string): Promise<View<Premises> | undefined> {
  let one = await record(database, 'premises', id)
  for (let depth = 0; depth < DEEPEST && one?.state.parent_id; depth += 1) {
    const parent = await record(database, 'premises', one.state.parent_id)
    if (!parent) break
    one = parent
  }
  return one
}

export async function instrumentCard(database: FieldDatabase, id: string) {
  const instrument = await record(database, 'instrument', id)
  if (!instrument) return undefined
  const premises = await record(database, 'premises', instrument.state.premises_id)
  const root = await rootOf(database, instrument.state.premises_id)
  const user = instrument.state.user_merchant_id ?? premises?.state.merchant_id
  const merchant = user ? await record(database, 'merchant', user) : undefined
  const owner = instrument.state.owner_merchant_id
    ? await record(database, 'merchant', instrument.state.owner_merchant_id)
    : undefined
  const verifications = await recordsBy(database, 'verification', 'instrument_id', id)
  const labels = await recordsBy(database, 'label', 'instrument_id', id)
  const checks = await recordsBy(database, 'check', 'instrument_id', id)
  verifications.sort((a, b) => b.state.verified_on.localeCompare(a.state.verified_on))
  return {
    instrument,
    premises,
    root,
    merchant,
    owner,
    verifications,
    label: labels.find((one) => one.state.state === 'bound'),
    checks,
  }
}

/** What the register shows in force for this visit: a newer certificate recorded on site counts at once. */
export function certificateInForce(
  instrument: View<Instrument>,
  verifications: readonly {
    state: { verified_on: string; valid_until: string | null; state: string; certificate_number: string }
  }[],
): { valid_until: string | null; pending: boolean; certificate_number: string | null } {
  const newest = verifications.find((one) => one.state.state === 'pending')
  if (newest && newest.state.verified_on > (instrument.state.verified_on ?? '')) {
    return { valid_until: newest.state.valid_until, pending: true, certificate_number: newest.state.certificate_number }
  }
  return {
    valid_until: instrument.state.valid_until,
    pending: false,
    certificate_number: instrument.state.certificate_number,
  }
}

export interface Found {
  premises: View<Premises>[]
  instruments: View<Instrument>[]
}

/** By name, pinyin initials, stall number, last four of a serial number, certificate, seal or a code of another scheme. */
export async function search(database: FieldDatabase, text: string): Promise<Found> {
  const [premises, instruments, merchants] = await Promise.all([
    searchRecords(database, 'premises', text, 30),
    searchRecords(database, 'instrument', text, 30),
    searchRecords(database, 'merchant', text, 20),
  ])
  const theirs = await recordsByAny(
    database,
    'premises',
    'merchant_id',
    merchants.map((one) => one.id),
  )
  const known = new Set(premises.map((one) => one.id))
  return { premises: [...premises, ...theirs.filter((one) => !known.has(one.id))].slice(0, 40), instruments }
}

/** How many instruments stand in each state of validity on a date. */
export function validityCounts(instruments: readonly View<Instrument>[], today: string): Record<Validity, number> {
  const counts: Record<Validity, number> = { valid: 0, expiring: 0, overdue: 0, unknown: 0, stopped: 0 }
  for (const one of instruments) counts[validityOf(one.state, today)] += 1
  return counts
}
