// The operations of this phone as the sync page lists them: what each is about, where it is, and what the office said.
import type { FieldDatabase } from '@/database/database'
import { meta } from '@/database/meta'
import type { Outcome, Whereabouts } from '@/database/rows'
import type { JsonObject } from '@/kernel/json'
import type { Body } from '@/sync/core/envelope'
import type { KeptOperation } from '@/sync/core/view'
import { countIn, keptOperations } from '@/sync/kept'
import { recordsBy } from '@/sync/records'
import { subjectNames } from './subjects'

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
  /** how often a scope differed from the office and was fetched again, when last, and whether one differs still */
  incidents: number
  incident_at: string | null
  differs: boolean
  conflicts: { id: string; entity: string; entity_id: string }[]
}

const LISTED = 200

export async function syncPage(database: FieldDatabase): Promise<SyncPage> {
  const kept = (await keptOperations(database)).filter(
    (one) => one.state !== 'safe' || one.outcome?.outcome === 'rejected' || one.outcome?.outcome === 'quarantined',
  )
  const unsafe = kept.sort((one, other) => rank(one) - rank(other) || one.seq - other.seq).slice(0, LISTED)
  const subjects = await subjectNames(
    database,
    unsafe.map((one) => one.body),
  )
  const operations = unsafe.map((one, index) => listed(one, subjects[index] ?? ''))
  const open = await recordsBy(database, 'conflict', 'state', 'open')
  const known = await meta(database)
  return {
    operations,
    safe: await countIn(database, 'safe'),
    safe_photos: await database.blobs.where('state').equals('safe').count(),
    last_success_at: known.last_success_at,
    incidents: known.hash_incidents,
    incident_at: known.hash_incident_at,
    differs: known.hash_differing.length > 0,
    conflicts: open
      .filter((one) => one.state.mine_by === database.user_id)
      .map((one) => ({ id: one.id, entity: one.state.entity, entity_id: one.state.entity_id })),
  }
}

function rank(operation: KeptOperation): number {
  return ['here', 'received', 'safe'].indexOf(operation.state)
}

function listed({ op_id, state, body, outcome }: KeptOperation, subject: string): ListedOperation {
  return {
    op_id,
    at: state,
    kind: kindOf(body),
    subject,
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
