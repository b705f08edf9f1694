// The operations of this phone as the sync page lists them: what each is about, where it is, and what the office said.
import type { EntityName } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { meta } from '@/database/meta'
import type { Outcome, Whereabouts } from '@/database/rows'
import type { JsonObject } from '@/kernel/json'
import type { Body } from '@/sync/core/envelope'
import type { KeptOperation } from '@/sync/core/view'
import { countIn, keptOperations } from '@/sync/kept'
import { record, recordsBy } from '@/sync/records'

export interface ListedOperation {
  op_id: string
  at: Whereabouts
  /** message key below sync.kind */
  kind: string
  subject: string
  wall: string
  photos: number
  photo_bytes: number
  outcome: Outcome | null
  problem: JsonObject | null
  seen: boolean
}

export interface SyncPage {
  operations: ListedOperation[]
  /** kept, safe and unremarkable: said as one number */
  safe: number
  safe_photos: number
  last_success_at: string | null
  conflicts: { id: string; entity: string; entity_id: string }[]
}

const LISTED = 200

export async function syncPage(database: FieldDatabase): Promise<SyncPage> {
  const kept = (await keptOperations(database)).filter(
    (one) => one.state !== 'safe' || one.outcome?.outcome === 'rejected' || one.outcome?.outcome === 'quarantined',
  )
  const unsafe = kept.sort((one, other) => rank(one) - rank(other) || one.seq - other.seq).slice(0, LISTED)
  const operations = await Promise.all(unsafe.map((one) => listed(database, one)))
  const open = await recordsBy(database, 'conflict', 'state', 'open')
  return {
    operations,
    safe: await countIn(database, 'safe'),
    safe_photos: await database.blobs.where('state').equals('safe').count(),
    last_success_at: (await meta(database)).last_success_at,
    conflicts: open
      .filter((one) => one.state.mine_by === database.user_id)
      .map((one) => ({ id: one.id, entity: one.state.entity, entity_id: one.state.entity_id })),
  }
}

function rank(operation: KeptOperation): number {
  return ['here', 'received', 'safe'].indexOf(operation.state)
}

async function listed(
  database: FieldDatabase,
  { op_id, state, body, outcome }: KeptOperation,
): Promise<ListedOperation> {
  return {
    op_id,
    at: state,
    kind: kindOf(body),
    subject: await subjectOf(database, body),
    wall: body.captured.wall,
    photos: body.blobs.length,
    photo_bytes: body.blobs.reduce((sum, blob) => sum + blob.size, 0),
    outcome: outcome?.outcome ?? null,
    problem: outcome?.problem ?? null,
    seen: (outcome?.seen_at ?? null) !== null,
  }
}

export function kindOf(body: Body): string {
  if (body.kind === 'transition') return `${body.entity}_${String(body.data.action)}`
  return `${body.entity}_${body.kind}`
}

/** The place or thing an operation is about, by the name people know it by. */
async function subjectOf(database: FieldDatabase, body: Body): Promise<string> {
  const state = (body.data.state ?? {}) as JsonObject
  const own = typeof state.name === 'string' ? state.name : ''
  if (body.entity === 'check')
    return (
      (await nameOf(database, 'instrument', state.instrument_id)) || nameOf(database, 'premises', state.premises_id)
    )
  if (body.entity === 'verification') return nameOf(database, 'instrument', state.instrument_id)
  if (body.entity === 'inspection') return nameOf(database, 'premises', await premisesOf(database, body.id, state))
  if (state.inspection_id)
    return nameOf(database, 'premises', await premisesOf(database, String(state.inspection_id), {}))
  return own || nameOf(database, body.entity as EntityName, body.id)
}

async function premisesOf(database: FieldDatabase, inspection_id: string, state: JsonObject): Promise<unknown> {
  return state.premises_id ?? (await record(database, 'inspection', inspection_id))?.state.premises_id
}

async function nameOf(database: FieldDatabase, entity: EntityName, id: unknown): Promise<string> {
  if (typeof id !== 'string') return ''
  const state = (await record(database, entity, id))?.state as JsonObject | undefined
  const parts = [state?.position_no, state?.installed_at, state?.name]
  return [...new Set(parts.filter((part) => typeof part === 'string' && part !== ''))].join(' ')
}
