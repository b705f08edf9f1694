// The seal: one SHA-256 over the facts of a visit, its checks by the digest of their operations, the blobs and the signatures.
import type { Inspection, InspectionSeal, Signature } from '@/contract/entities'
import { sha256, utf8 } from '@/kernel/hash'
import { canonical, type Json, plain } from '@/kernel/json'

/** What signing covers. Everything else on an inspection says what happened to it afterwards. */
export const FACTS = [
  'premises_id',
  'task_id',
  'venue_kind',
  'division',
  'on',
  'started_at',
  'lead_officer_id',
  'second_officer_id',
  'assistants',
  'conditions',
  'standards',
  'position',
  'statement',
  'outcome',
  'outcome_note',
  'measures',
  'supersedes_id',
] as const satisfies readonly (keyof Inspection)[]

export type Facts = Pick<Inspection, (typeof FACTS)[number]>

export interface SealedCheck {
  id: string
  sha256: string
}

/** Every fact by name; what is absent is null, as the server has it. */
export function factsOf(inspection: Inspection): Facts {
  return Object.fromEntries(FACTS.map((name) => [name, inspection[name] ?? null])) as unknown as Facts
}

/** The text whose digest everybody signs. */
export function sealText(
  facts: Facts,
  checks: readonly SealedCheck[],
  blobs: readonly string[],
  signatures: readonly Signature[],
): string {
  return canonical(plain({ inspection: facts, checks, blobs, signatures }) as unknown as Json)
}

/** The seal of a record; blobs are named once each, in order. */
export async function sealOf(
  inspection: Inspection,
  checks: readonly SealedCheck[],
  blobs: readonly string[],
  signatures: readonly Signature[],
): Promise<InspectionSeal> {
  const named = [...new Set(blobs)].sort()
  const digest = await sha256(utf8(sealText(factsOf(inspection), checks, named, signatures)))
  return { sha256: digest, checks: [...checks], blobs: named, signatures: [...signatures] }
}
