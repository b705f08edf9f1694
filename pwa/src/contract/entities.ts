// The synced entities as they travel: one interface an entity, names and fields as in docs/sync-protocol.
// Decimals and dates are text, exactly as they were typed or certified.

export interface Division {
  code: string
  parent_code: string | null
  name: string
  name_en: string
}

export interface Officer {
  name: string
  enforcement_id: string | null
  roles: string[]
  division: string
  pin_salt: string | null
}

export type Origin = 'ledger' | 'field'

export interface Merchant {
  name: string
  credit_code: string | null
  no_code_reason: string | null
  credit_code_doubtful: boolean
  contact_name: string | null
  contact_phone: string | null
  address: string
  division: string
  origin: Origin
  state: 'active' | 'retired'
}

export interface Position {
  latitude: string
  longitude: string
  accuracy_m: string | null
  datum: 'WGS-84' | 'GCJ-02' | 'BD-09'
}

export type PremisesKind =
  | 'market'
  | 'stall'
  | 'fuel_station'
  | 'dispenser'
  | 'nozzle'
  | 'charging_station'
  | 'pile'
  | 'gun'
  | 'optician'
  | 'shop'
  | 'supermarket'
  | 'restaurant'
  | 'grain_yard'
  | 'hospital'
  | 'gas_station'
  | 'utility'
  | 'parking'
  | 'taxi'
  | 'entertainment'
  | 'agricultural_inputs'
  | 'overload_station'
  | 'wholesale_market'
  | 'fair'
  | 'packer'
  | 'other'

export interface Premises {
  parent_id: string | null
  kind: PremisesKind
  name: string
  position_no: string | null
  walking_order: number
  merchant_id: string | null
  division: string
  address: string
  position: Position | null
  origin: Origin
  state: 'active' | 'closed' | 'retired'
}

export type InstrumentKind =
  | 'nawi'
  | 'fuel_dispenser'
  | 'ev_charger'
  | 'focimeter'
  | 'refractometer'
  | 'phoropter'
  | 'trial_lens_case'
  | 'ophthalmometer'
  | 'moisture_meter'
  | 'other'

export interface InstrumentCode {
  scheme: 'production' | 'repair' | 'verification' | 'certificate' | 'other'
  value: string
}

export interface Seal {
  place: string
  number: string
}

export interface Instrument {
  kind: InstrumentKind
  name: string
  model: string
  measuring_range: string
  accuracy_class: string
  serial_number: string
  manufacturer: string
  origin_place: string
  premises_id: string
  installed_at: string
  purpose: 'trade' | 'medical' | 'safety' | 'environment' | 'other'
  parameters: { [name: string]: string }
  owner_merchant_id: string | null
  user_merchant_id: string | null
  mandatory: boolean
  codes: InstrumentCode[]
  seals: Seal[]
  certificate_number: string | null
  verified_on: string | null
  valid_until: string | null
  institution: string | null
  verification_result: 'conforming' | 'nonconforming' | null
  division: string
  origin: Origin
  state: 'in_use' | 'stopped' | 'not_found' | 'retired'
}

export interface Verification {
  instrument_id: string
  certificate_number: string
  verified_on: string
  valid_until: string | null
  institution: string
  result: 'conforming' | 'nonconforming'
  origin: Origin
  state: 'accepted' | 'pending' | 'refused'
  photo_sha256: string | null
  division: string
}

export interface Label {
  code: string
  batch_id: string
  state: 'blank' | 'bound' | 'void'
  instrument_id: string | null
  bound_at: string | null
  division: string
}

export interface Campaign {
  name: string
  basis: string
  kinds: string[]
  starts_on: string
  ends_on: string
  state: 'planned' | 'open' | 'closed'
}

export interface Task {
  campaign_id: string
  premises_id: string
  division: string
  assignee_ids: string[]
  due_on: string
  state: 'open' | 'in_progress' | 'done' | 'cancelled'
  inspection_id: string | null
  note: string | null
}

export interface ChecklistItem {
  code: string
  text: string
  text_en: string
  clause: string
  clause_en: string
  guidance: string | null
  guidance_en?: string | null
  on_failure: 'rectify' | 'info' | 'penalty'
  penalty_code: string | null
  /** what a failure must be given before the check is complete */
  asks?: ('note' | 'photo' | 'measure')[]
  confidence: string
}

export interface Checklist {
  code: string
  edition: string
  title: string
  title_en: string
  venue_kind: string
  target: 'organiser' | 'stall' | 'premises'
  valid_from: string
  valid_to: string | null
  basis: string
  items: ChecklistItem[]
}

export interface Phrase {
  venue_kind: string
  text: string
  text_en: string
}

export interface Rulebook {
  rule: string
  edition: string
  [member: string]: unknown
}

export type Outcome = 'inspected' | 'closed_business' | 'no_such_premises' | 'not_seen' | 'stopped_use' | 'refused'

export interface Measure {
  kind: 'rectify' | 'stop_use' | 'advise_stop' | 'send_for_verification' | 'other'
  text: string
  deadline_on: string | null
}

export interface WorkingStandard {
  name: string
  serial_number: string
  certificate_number: string
  valid_until: string
  /** of a registered one */
  standard_id?: string | null
}

export interface ReferenceStandard {
  kind: 'weight_set' | 'standard_measure' | 'lens_set' | 'energy_standard' | 'other'
  name: string
  serial_number: string
  accuracy_class: string
  nominal_minimum: string | null
  nominal_maximum: string | null
  nominal_unit: string | null
  certificate_number: string
  institution: string
  verified_on: string
  valid_until: string
  accuracy_kind: 'maximum_permissible_error' | 'expanded_uncertainty' | null
  accuracy_value: string | null
  accuracy_unit: string | null
  keeper: string
  division: string
  state: 'in_use' | 'retired'
  retired_on: string | null
}

/** What is wrong with the standard that a measurement was made with; only `standard_unknown` lets the verdict stand. */
export type StandardFinding = 'standard_unknown' | 'standard_too_coarse' | 'standard_expired' | 'standard_missing'

export interface Signature {
  role: 'party' | 'lead' | 'second' | 'witness'
  name: string
  capacity: string | null
  choice: 'agrees' | 'objects' | 'refused' | 'absent' | 'unable' | null
  reason: string | null
  blob_sha256: string | null
  recorder_number?: string | null
}

export interface InspectionSeal {
  sha256: string
  checks: { id: string; sha256: string }[]
  blobs: string[]
  signatures: Signature[]
}

export interface Inspection {
  premises_id: string
  task_id: string | null
  venue_kind: string
  division: string
  on: string
  started_at: string
  lead_officer_id: string
  second_officer_id: string | null
  assistants: string[]
  conditions: { [name: string]: string }
  standards: WorkingStandard[]
  position: Position | null
  statement: string | null
  outcome: Outcome | null
  outcome_note: string | null
  measures: Measure[]
  supersedes_id: string | null
  state: 'open' | 'submitted' | 'returned' | 'approved' | 'superseded'
  submitted_at: string | null
  seal: InspectionSeal | null
  second_confirmed_at: string | null
  review_comments: { path: string; text: string; at: string; reviewer: string }[]
  published_at: string | null
}

export interface CheckAnswer {
  item: string
  answer: 'conforming' | 'nonconforming' | 'not_applicable'
  note: string | null
  photos: string[]
  phrase: string | null
}

export interface IdentityCheck {
  field: string
  expected: string
  answer: 'match' | 'mismatch' | 'unseen'
  seen: string | null
  /** answered together with others in one act */
  bulk?: boolean
}

export interface Evaluation {
  verdict: string | null
  values: { [name: string]: string | number | boolean | null }
  edition: string | null
  basis: string | null
  /** absent where nothing is wrong, or nothing was asked */
  standard?: StandardFinding | null
  /** judged by a superseded edition, in a visit where such a verdict is shown and judges nothing */
  reference?: boolean | null
  problem?: { slug: string; pointer: string; title: string; title_en: string } | null
}

/** Who made a technical institution's test, and the certificate or report that holds it. */
export interface Tester {
  institution: string
  person: string
  certificate_number: string
}

export interface Measurement {
  rule: string
  inputs: { [name: string]: unknown }
  /** a verification is neither: its conclusion is copied from its certificate */
  nature: 'officer_check' | 'institution_test'
  /** with `institution_test`, and only with it */
  tester?: Tester
  screening: boolean
  phone: Evaluation
}

export interface Check {
  inspection_id: string
  target: 'organiser' | 'stall' | 'premises' | 'instrument'
  premises_id: string | null
  instrument_id: string | null
  checklist_code: string | null
  checklist_edition: string | null
  answers: CheckAnswer[]
  identity_checks: IdentityCheck[]
  measurements: Measurement[]
  outcome: 'checked' | Exclude<Outcome, 'inspected'>
  note: string | null
  photos: string[]
  replaces: string | null
  officer_id: string
  division: string
  /** the server's own evaluation; absent until it has answered */
  server_evaluation?: Evaluation[] | null
  evaluators_differ?: boolean | null
  /** digest of the operation that brought the check, as the server received it; a seal names it */
  op_sha256?: string | null
}

export interface Confirmation {
  inspection_id: string
  officer_id: string
  method: 'own_session' | 'pin'
  proof: string | null
  seal_sha256: string
  division: string
}

export interface Supplement {
  inspection_id: string
  kind: 'explanation' | 'classification' | 'late_photo'
  text: string
  photos: string[]
  answers_comment: string | null
  division: string
}

export interface Delivery {
  inspection_id: string
  method: 'shown' | 'shared' | 'printed' | 'refused'
  code: string | null
  division: string
}

export interface Publication {
  inspection_id: string
  instrument_ids: string[]
  wording: string
  division: string
}

export interface Conflict {
  entity: string
  entity_id: string
  group: string[]
  base: { [field: string]: unknown }
  theirs: { [field: string]: unknown }
  mine: { [field: string]: unknown }
  theirs_by: string | null
  mine_by: string | null
  captured: { [name: string]: unknown } | null
  state: 'open' | 'resolved'
  choice: string | null
  division: string
}

/** Entity name to its state: `record(database, 'instrument', id)` knows what it returns. */
export interface Entities {
  division: Division
  officer: Officer
  merchant: Merchant
  premises: Premises
  instrument: Instrument
  verification: Verification
  reference_standard: ReferenceStandard
  label: Label
  campaign: Campaign
  task: Task
  checklist: Checklist
  phrase: Phrase
  rulebook: Rulebook
  inspection: Inspection
  check: Check
  confirmation: Confirmation
  supplement: Supplement
  delivery: Delivery
  publication: Publication
  conflict: Conflict
}

export type EntityName = keyof Entities
