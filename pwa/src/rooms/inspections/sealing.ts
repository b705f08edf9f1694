// Signing and what follows it: seal and submit, confirm, deliver, supplement, submit again. One durable transaction each.
import type { Confirmation, Delivery, Inspection, InspectionSeal, Signature, Supplement } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { type Clock, systemClock } from '@/kernel/clock'
import { uuid7 } from '@/kernel/ids'
import type { Intent } from '@/sync/core/envelope'
import type { View } from '@/sync/core/view'
import { commit } from '@/sync/outbox'
import { type CheckView, photosOf } from './checks'
import { blobsOf } from './commands'
import { pinProof } from './proof'
import { ownCheckDigests } from './queries'
import { type SealedCheck, sealOf } from './seal'

export interface Signing {
  checks: readonly CheckView[]
  signatures: Signature[]
  /** of signatures and of a refusal's photos */
  blobs: readonly string[]
  changes: Partial<Pick<Inspection, 'statement' | 'outcome' | 'outcome_note' | 'measures'>>
  draft_id: string
  /** the second officer's own PIN, typed here by that officer */
  pin: { pin: string; salt: string } | null
}

export class CheckWithoutDigest extends Error {}

/** Checks in the order of their ids, each by the digest of its operation; one the office refused is not part of the record. */
export async function sealedChecks(
  database: FieldDatabase,
  inspection_id: string,
  checks: readonly CheckView[],
): Promise<SealedCheck[]> {
  const own = await ownCheckDigests(database, inspection_id)
  const held = checks.filter((one) => one.trouble === null).sort((one, other) => (one.id < other.id ? -1 : 1))
  return held.map(({ id, state }) => {
    const sha256 = state.op_sha256 ?? own.get(id)
    if (!sha256) throw new CheckWithoutDigest(id)
    return { id, sha256 }
  })
}

/** Seal, submit and, with a PIN, confirm: all or nothing. */
export async function sealInspection(
  database: FieldDatabase,
  visit: View<Inspection>,
  signing: Signing,
  clock: Clock = systemClock,
): Promise<InspectionSeal> {
  const after = { ...visit.state, ...signing.changes }
  const checks = await sealedChecks(database, visit.id, signing.checks)
  const photos = signing.checks.filter((one) => one.trouble === null).flatMap((one) => photosOf(one.state))
  const seal = await sealOf(after, checks, [...photos, ...signing.blobs], signing.signatures)
  const blobs = await blobsOf(database, [...new Set(signing.blobs)])
  const intents: Intent[] = [
    { kind: 'transition', seen: visit, action: 'submit', from: 'open', state: { ...signing.changes, seal }, blobs },
    ...(await confirmationByPin(visit, seal, signing.pin)),
  ]
  await commit(database, intents, { removes_drafts: [signing.draft_id], clock })
  return seal
}

async function confirmationByPin(
  visit: View<Inspection>,
  seal: InspectionSeal,
  given: Signing['pin'],
): Promise<Intent[]> {
  const officer_id = visit.state.second_officer_id
  if (!given || !officer_id) return []
  const proof = await pinProof(given.pin, given.salt, visit.id, seal.sha256)
  return [confirmation(visit, { officer_id, method: 'pin', proof, seal_sha256: seal.sha256 })]
}

function confirmation(visit: View<Inspection>, given: Omit<Confirmation, 'inspection_id' | 'division'>): Intent {
  const state: Confirmation = { ...given, inspection_id: visit.id, division: visit.state.division }
  return { kind: 'append', entity: 'confirmation', id: uuid7(), parent: visit.id, state }
}

/** The second officer confirms here after sealing, by own PIN. */
export async function confirmByPin(
  database: FieldDatabase,
  visit: View<Inspection>,
  pin: string,
  salt: string,
): Promise<void> {
  const { seal } = visit.state
  if (seal) await commit(database, await confirmationByPin(visit, seal, { pin, salt }))
}

/** The second officer confirms on the own phone. */
export async function confirmOwn(database: FieldDatabase, visit: View<Inspection>): Promise<void> {
  const { seal } = visit.state
  if (!seal) return
  await commit(
    database,
    confirmation(visit, { officer_id: database.user_id, method: 'own_session', proof: null, seal_sha256: seal.sha256 }),
  )
}

export async function recordDelivery(
  database: FieldDatabase,
  visit: View<Inspection>,
  method: Delivery['method'],
  code: string | null,
): Promise<void> {
  const state: Delivery = { inspection_id: visit.id, method, code, division: visit.state.division }
  await commit(database, { kind: 'append', entity: 'delivery', id: uuid7(), parent: visit.id, state })
}

export type SupplementGiven = Pick<Supplement, 'kind' | 'text' | 'photos' | 'answers_comment'>

export async function addSupplement(
  database: FieldDatabase,
  visit: View<Inspection>,
  given: SupplementGiven,
): Promise<void> {
  const state: Supplement = { ...given, inspection_id: visit.id, division: visit.state.division }
  const blobs = await blobsOf(database, given.photos)
  await commit(database, { kind: 'append', entity: 'supplement', id: uuid7(), parent: visit.id, state, blobs })
}

export async function resubmit(database: FieldDatabase, visit: View<Inspection>): Promise<void> {
  await commit(database, { kind: 'transition', seen: visit, action: 'resubmit', from: 'returned' })
}
