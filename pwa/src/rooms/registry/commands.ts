// Writes of the ledger from a visit: added, corrected, retired, certified. Each is one operation on this phone.
import type { Instrument, InstrumentCode, Merchant, Premises } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import type { BlobRef } from '@/database/rows'
import { uuid7 } from '@/kernel/ids'
import type { Intent } from '@/sync/core/envelope'
import type { View } from '@/sync/core/view'
import { commit } from '@/sync/outbox'

type New<T> = Omit<T, 'origin' | 'state'>

export async function addPremises(
  database: FieldDatabase,
  premises: New<Premises>,
  merchant: New<Merchant> | null,
): Promise<string> {
  const id = uuid7()
  const merchant_id = merchant ? uuid7() : premises.merchant_id
  const people =
    merchant && merchant_id
      ? [
          {
            kind: 'create' as const,
            entity: 'merchant' as const,
            id: merchant_id,
            state: { ...merchant, origin: 'field', state: 'active' },
          },
        ]
      : []
  await commit(database, [
    ...people,
    { kind: 'create', entity: 'premises', id, state: { ...premises, merchant_id, origin: 'field', state: 'active' } },
  ])
  return id
}

/** Least: kind, place and a photo of the name plate. A place the ledger does not know either comes with it, or neither does. */
export async function addInstrument(
  database: FieldDatabase,
  instrument: New<Instrument>,
  photo: BlobRef | null,
  part: New<Premises> | null = null,
): Promise<string> {
  const id = uuid7()
  const premises_id = part ? uuid7() : instrument.premises_id
  const places: Intent[] = part
    ? [{ kind: 'create', entity: 'premises', id: premises_id, state: { ...part, origin: 'field', state: 'active' } }]
    : []
  await commit(database, [
    ...places,
    {
      kind: 'create',
      entity: 'instrument',
      id,
      state: { ...instrument, premises_id, origin: 'field', state: 'in_use' },
      blobs: photo ? [photo] : [],
    },
  ])
  return id
}

type Seen = View<Premises> | View<Merchant> | View<Instrument>
type Changes = Record<string, unknown>

export function correct(database: FieldDatabase, seen: Seen, changes: Changes): Promise<void> {
  return correctTogether(database, [[seen, changes]])
}

/** All of the corrections of one page, or none. */
export async function correctTogether(database: FieldDatabase, pages: readonly [Seen, Changes][]): Promise<void> {
  const patches = pages.flatMap(([seen, changes]) => patchOf(seen, changes))
  if (patches.length > 0) await commit(database, patches)
}

function patchOf(seen: Seen, changes: Changes): Intent[] {
  const state = seen.state as unknown as Record<string, unknown>
  const changed = Object.entries(changes).filter(
    ([field, value]) => JSON.stringify(state[field] ?? null) !== JSON.stringify(value ?? null),
  )
  return changed.length > 0 ? [{ kind: 'patch', seen, changes: Object.fromEntries(changed) }] : []
}

export function addCode(database: FieldDatabase, seen: View<Instrument>, code: InstrumentCode): Promise<void> {
  return correct(database, seen, { codes: [...seen.state.codes, code] })
}

export async function retireInstrument(database: FieldDatabase, seen: View<Instrument>, note: string): Promise<void> {
  await commit(database, { kind: 'transition', seen, action: 'retire', note })
}

export async function retirePremises(database: FieldDatabase, seen: View<Premises>, note: string): Promise<void> {
  await commit(database, { kind: 'transition', seen, action: 'retire', note })
}
