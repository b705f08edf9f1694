// Who signs, and what must be there before a record can be sealed. The law's rule for refused, absent and unable is here.
import type { Outcome, Signature } from '@/contract/entities'

export type PartyChoice = 'agrees' | 'objects' | 'refused' | 'absent' | 'unable'

/** What the signing screen keeps while it is being filled in. */
export interface SigningDraft {
  /** digest of facts and checks that were read aloud; other facts need fresh signatures */
  read: string | null
  party_name: string
  capacity: string
  choice: PartyChoice | null
  statement: string
  reason: string
  witness: string
  recorder_number: string
  photos: string[]
  party_blob: string | null
  lead_blob: string | null
  second_blob: string | null
  witness_blob: string | null
}

export function emptySigning(): SigningDraft {
  return {
    read: null,
    party_name: '',
    capacity: '',
    choice: null,
    statement: '',
    reason: '',
    witness: '',
    recorder_number: '',
    photos: [],
    party_blob: null,
    lead_blob: null,
    second_blob: null,
    witness_blob: null,
  }
}

export type Fault =
  | 'choice'
  | 'capacity'
  | 'party_name'
  | 'statement'
  | 'party_signature'
  | 'reason'
  | 'proof'
  | 'lead_signature'
  | 'second_officer'

const SIGNS: ReadonlySet<PartyChoice | null> = new Set<PartyChoice | null>(['agrees', 'objects'])
const NOBODY_THERE: ReadonlySet<Outcome | null> = new Set<Outcome | null>([
  'closed_business',
  'no_such_premises',
  'not_seen',
])

/** Whether somebody is there to sign, or to refuse to. */
export function needsParty(outcome: Outcome | null): boolean {
  return !NOBODY_THERE.has(outcome)
}

export function isPresent(choice: PartyChoice | null): boolean {
  return SIGNS.has(choice)
}

export function faultsOf(draft: SigningDraft, outcome: Outcome | null, second_officer_id: string | null): Fault[] {
  const faults: Fault[] = needsParty(outcome) ? partyFaults(draft) : []
  if (second_officer_id === null) faults.push('second_officer')
  if (draft.lead_blob === null) faults.push('lead_signature')
  return faults
}

function partyFaults(draft: SigningDraft): Fault[] {
  if (draft.choice === null) return ['choice']
  if (!isPresent(draft.choice)) return refusalFaults(draft)
  const faults: Fault[] = []
  if (draft.party_name.trim() === '') faults.push('party_name')
  if (draft.capacity.trim() === '') faults.push('capacity')
  if (draft.choice === 'objects' && draft.statement.trim() === '') faults.push('statement')
  if (draft.party_blob === null) faults.push('party_signature')
  return faults
}

function refusalFaults(draft: SigningDraft): Fault[] {
  const faults: Fault[] = draft.reason.trim() === '' ? ['reason'] : []
  const proved = draft.witness.trim() !== '' || draft.recorder_number.trim() !== '' || draft.photos.length > 0
  return proved ? faults : [...faults, 'proof']
}

export interface Officers {
  lead: string
  second: string
}

/** The signatures in the order in which the seal lists them. */
export function signaturesOf(
  draft: SigningDraft,
  outcome: Outcome | null,
  party_fallback: string,
  officers: Officers,
): Signature[] {
  const officer = (role: 'lead' | 'second', name: string, blob_sha256: string | null): Signature => ({
    role,
    name,
    capacity: null,
    choice: null,
    reason: null,
    blob_sha256,
    recorder_number: null,
  })
  const witness: Signature = { ...officer('lead', draft.witness.trim(), draft.witness_blob), role: 'witness' }
  return [
    ...(needsParty(outcome) ? [partySignature(draft, party_fallback)] : []),
    officer('lead', officers.lead, draft.lead_blob),
    officer('second', officers.second, draft.second_blob),
    ...(draft.witness.trim() === '' ? [] : [witness]),
  ]
}

function partySignature(draft: SigningDraft, fallback: string): Signature {
  const present = isPresent(draft.choice)
  return {
    role: 'party',
    name: (draft.party_name.trim() || fallback).slice(0, 60),
    capacity: draft.capacity.trim() || null,
    choice: draft.choice,
    reason: present ? null : draft.reason.trim(),
    blob_sha256: present ? draft.party_blob : null,
    recorder_number: draft.recorder_number.trim() || null,
  }
}

/** Every blob the signatures and the refusal name, for the operation that carries them. */
export function signingBlobs(draft: SigningDraft): string[] {
  const present = isPresent(draft.choice)
  const named = [
    present ? draft.party_blob : null,
    draft.lead_blob,
    draft.second_blob,
    draft.witness_blob,
    ...(present ? [] : draft.photos),
  ]
  return named.filter((one) => one !== null)
}
