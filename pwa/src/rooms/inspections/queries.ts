// What the screens of a visit read, by index: one visit, its checks, its stalls, and the lists of the inspector's records.
import type { Checklist, Inspection, Instrument, Merchant, Officer, Premises, Verification } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import type { Body } from '@/sync/core/envelope'
import type { View } from '@/sync/core/view'
import { bodyFrom } from '@/sync/kept'
import { record, records, recordsBy, recordsByAny } from '@/sync/records'
import { askedLists, subjectsOf, type Venue } from './asked'
import type { CheckView } from './checks'
import { type StallView, walkingOrder } from './run'
import { type Registered, registeredOf } from './standards'

export interface Visit {
  inspection: View<Inspection>
  premises: View<Premises> | null
  merchant: View<Merchant> | null
  lead: View<Officer> | null
  second: View<Officer> | null
  registered: Registered
}

/** Head of a visit; null when this phone does not have it. */
export async function visitOf(database: FieldDatabase, inspection_id: string): Promise<Visit | null> {
  const inspection = await record(database, 'inspection', inspection_id)
  if (!inspection) return null
  const { premises_id, lead_officer_id, second_officer_id } = inspection.state
  const [premises, lead, second, registered] = await Promise.all([
    record(database, 'premises', premises_id),
    record(database, 'officer', lead_officer_id),
    second_officer_id ? record(database, 'officer', second_officer_id) : null,
    registeredOf(database, inspection.state.standards),
  ])
  const merchant_id = premises?.state.merchant_id
  const merchant = merchant_id ? await record(database, 'merchant', merchant_id) : null
  return {
    inspection,
    premises: premises ?? null,
    merchant: merchant ?? null,
    lead: lead ?? null,
    second: second ?? null,
    registered,
  }
}

export function checksOf(database: FieldDatabase, inspection_id: string): Promise<CheckView[]> {
  return recordsBy(database, 'check', 'inspection_id', inspection_id)
}

export async function stallsOf(database: FieldDatabase, market_id: string): Promise<StallView[]> {
  return walkingOrder(await recordsBy(database, 'premises', 'parent_id', market_id))
}

/** Every checklist on this phone, or those about some kinds of venue. */
export async function checklistsOf(database: FieldDatabase, about?: string[]): Promise<Checklist[]> {
  const found = about ? recordsByAny(database, 'checklist', 'venue_kind', about) : records(database, 'checklist')
  return (await found).map((one) => one.state)
}

/** The place of a visit with its parts and instruments, level by level; stalls are asked their own list. */
async function venueOf(database: FieldDatabase, { premises_id, venue_kind }: Inspection): Promise<Venue> {
  const venue: Venue = { kind: venue_kind, parts: [], instruments: [] }
  let ids = [premises_id]
  while (ids.length > 0) {
    const [below, here] = await Promise.all([
      recordsByAny(database, 'premises', 'parent_id', ids),
      recordsByAny(database, 'instrument', 'premises_id', ids),
    ])
    venue.instruments.push(...here.map((one) => one.state).filter((one) => one.state !== 'retired'))
    const parts = below.filter(({ state }) => state.kind !== 'stall' && state.state !== 'retired')
    venue.parts.push(...parts.map((one) => one.state.kind))
    ids = parts.map((one) => one.id)
  }
  return venue
}

export async function askedOf(
  database: FieldDatabase,
  inspection: Inspection,
  by_hand: string[],
): Promise<Checklist[]> {
  const venue = await venueOf(database, inspection)
  const [wanted, added] = await Promise.all([
    checklistsOf(database, subjectsOf(venue)),
    recordsByAny(database, 'checklist', 'code', by_hand),
  ])
  const lists = new Map([...wanted, ...added.map((one) => one.state)].map((one) => [one.code + one.edition, one]))
  return askedLists([...lists.values()], venue, inspection.on, by_hand)
}

export async function phrasesOf(database: FieldDatabase, venue_kind: string) {
  return (await recordsBy(database, 'phrase', 'venue_kind', venue_kind)).map((one) => one.state)
}

export interface Place {
  premises: View<Premises> | null
  merchant: View<Merchant> | null
  instruments: View<Instrument>[]
  verifications: { [instrument_id: string]: Verification[] }
}

/** A stall or nozzle with what stands on it: a few rows, whatever the size of the ledger. */
export async function placeOf(database: FieldDatabase, premises_id: string): Promise<Place> {
  const [premises, all] = await Promise.all([
    record(database, 'premises', premises_id),
    recordsBy(database, 'instrument', 'premises_id', premises_id),
  ])
  const instruments = all.filter((one) => one.state.state !== 'retired')
  const merchant_id = premises?.state.merchant_id
  const merchant = merchant_id ? await record(database, 'merchant', merchant_id) : null
  return {
    premises: premises ?? null,
    merchant: merchant ?? null,
    instruments,
    verifications: await verificationsOf(database, instruments),
  }
}

export async function verificationsOf(
  database: FieldDatabase,
  instruments: readonly View<Instrument>[],
): Promise<{ [id: string]: Verification[] }> {
  const pairs = instruments.map(
    async ({ id }): Promise<[string, Verification[]]> => [
      id,
      (await recordsBy(database, 'verification', 'instrument_id', id))
        .filter((one) => one.trouble === null)
        .map((one) => one.state),
    ],
  )
  return Object.fromEntries(await Promise.all(pairs))
}

export interface Group {
  premises: View<Premises>
  children: { premises: View<Premises>; instruments: View<Instrument>[] }[]
  instruments: View<Instrument>[]
}

/** A station's dispensers with their nozzles, or the parts of any premises, with the instruments on each. */
export async function groupsOf(database: FieldDatabase, premises_id: string): Promise<Group[]> {
  const parts = await childrenOf(database, premises_id)
  return Promise.all(
    parts.map(async (premises) => {
      const [children, instruments] = await Promise.all([
        childrenOf(database, premises.id),
        placeOf(database, premises.id),
      ])
      const below = children.map(async (child) => ({
        premises: child,
        instruments: (await placeOf(database, child.id)).instruments,
      }))
      return { premises, children: await Promise.all(below), instruments: instruments.instruments }
    }),
  )
}

async function childrenOf(database: FieldDatabase, premises_id: string): Promise<View<Premises>[]> {
  const found = await recordsBy(database, 'premises', 'parent_id', premises_id)
  const order = (one: View<Premises>) => one.state.walking_order
  return found
    .filter((one) => one.state.state !== 'retired')
    .sort(
      (one, other) =>
        order(one) - order(other) || one.state.name.localeCompare(other.state.name, 'zh', { numeric: true }),
    )
}

/** Officers who may be the second one: of the roster, with an enforcement number, and not oneself. */
export async function eligibleOfficers(database: FieldDatabase, user_id: string): Promise<View<Officer>[]> {
  const all = await records(database, 'officer')
  return all
    .filter((one) => one.id !== user_id && one.state.enforcement_id !== null)
    .sort((one, other) => one.state.name.localeCompare(other.state.name, 'zh'))
}

/** Digests of the check operations this phone still has, by check; the rest carry theirs in the pulled state. */
export async function ownCheckDigests(database: FieldDatabase, inspection_id: string): Promise<Map<string, string>> {
  const rows = await database.outbox.toArray()
  const mine = rows.map((row): [Body, string] => [bodyFrom(row.bytes), row.sha256])
  return new Map(
    mine.flatMap(([body, sha256]) =>
      body.entity === 'check' && body.kind === 'append' && body.data.parent === inspection_id
        ? [[body.id, sha256] as const]
        : [],
    ),
  )
}
