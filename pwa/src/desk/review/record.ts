// The record as the server answers it, and small questions about it.
import type { Check, Confirmation, Inspection, Position, Supplement } from '@/contract/entities'

export interface QueueRow {
  id: string
  version: number
  premises_id: string
  premises_name: string
  venue_kind: string
  division: string
  state: string
  outcome: string | null
  on: string
  submitted_at: string | null
  lead_officer_name: string
  second_officer_name: string | null
  second_confirmed_at: string | null
  supersedes_id: string | null
  missing_blobs: number
  comments: number
  checks: number
  exceeding: number
  nonconforming: number
  evaluators_differ: boolean
}

export interface RecordInstrument {
  id: string
  kind: string
  name: string
  model: string
  serial_number: string
  accuracy_class: string
  certificate_number: string | null
  verification_result: 'conforming' | 'nonconforming' | null
  valid_until: string | null
}

export interface RecordCheck extends Check {
  id: string
  at: string
  conclusion: string
  exceeds: boolean
  replaced_by: string | null
  instrument: RecordInstrument | null
  place: { id: string; name: string; kind: string; position_no: string | null } | null
}

export interface Photo {
  sha256: string
  named_by: { kind: 'check' | 'supplement' | 'signature' | 'seal'; id: string }[]
  arrived: boolean
  media_type: string | null
  size: number | null
  received_at: string | null
  thumbnail: 'none' | 'ready' | 'unreadable'
}

interface ChildOf {
  id: string
  officer_id: string
  at: string
}

export interface Decision {
  id: string
  decision: 'approve' | 'return'
  version: number
  comments: { path: string; text: string }[]
  note: string | null
  accept_missing: boolean
  missing_blobs: string[]
  reviewer_id: string
  at: string
}

export interface VersionOf {
  version: number
  at: string
  actor_id: string
  actor_name: string | null
  op_id: string | null
  changed: { field: string; from: unknown; to: unknown }[]
}

interface PlaceName {
  name: string
  position_no: string | null
}

/** How the errors of a station's nozzles lie together; no evaluation where they are more than the rule takes. */
export interface RecordFairness {
  nozzles: number
  mpe_percent: string
  evaluation: {
    values: { [name: string]: string | number | boolean | null }
    edition: string
    basis: string
    trace: { name: string; formula: string; value: string; unit: string }[]
  } | null
  errors: {
    check_id: string
    place: PlaceName | null
    parent: PlaceName | null
    point: 'Q1' | 'Q2' | null
    error_percent: string
    mpe_percent: string
    exceeds: boolean
  }[]
}

export interface VisitRecord {
  id: string
  version: number
  inspection: Inspection
  premises: { id: string; name: string; kind: string; address: string; division: string; position: Position | null }
  merchant: { id: string; name: string; credit_code: string | null; contact_name: string; contact_phone: string } | null
  officers: { id: string; name: string; enforcement_id: string | null; role: 'lead' | 'second' | 'other' }[]
  checks: RecordCheck[]
  /** asked by the place, answered by nobody */
  unanswered_checklists: { code: string; edition: string; title: string; title_en: string; items: number }[]
  /** of a fuel station with two measured nozzles or more */
  fairness: RecordFairness | null
  photos: Photo[]
  missing_blobs: number
  confirmations: (Confirmation & ChildOf)[]
  supplements: (Supplement & ChildOf)[]
  deliveries: ({ method: string; code: string | null } & ChildOf)[]
  decisions: Decision[]
  publication: { id: string; wording: string; instrument_ids: string[]; publisher_id: string; at: string } | null
  history: VersionOf[]
  superseded_by: string | null
  obstacles: string[]
}

/** Checks that count: those that no later one replaces. */
export const effective = (record: VisitRecord): RecordCheck[] => record.checks.filter((one) => one.replaced_by === null)

export const officerName = (record: VisitRecord, id: string | null): string =>
  record.officers.find((one) => one.id === id)?.name ?? ''

/** The last return, if the visit was ever sent back. */
export const lastReturn = (record: VisitRecord): Decision | null =>
  record.decisions.filter((one) => one.decision === 'return').at(-1) ?? null

export const instrumentsOf = (record: VisitRecord): string[] => [
  ...new Set(effective(record).flatMap((one) => (one.instrument_id ? [one.instrument_id] : []))),
]

/** Nothing in it asks for a second look, so it may be approved together with others. */
export const isClean = (row: QueueRow): boolean =>
  row.exceeding === 0 &&
  row.nonconforming === 0 &&
  !row.evaluators_differ &&
  row.missing_blobs === 0 &&
  row.comments === 0 &&
  row.outcome === 'inspected' &&
  (row.second_confirmed_at !== null || row.state !== 'submitted')
