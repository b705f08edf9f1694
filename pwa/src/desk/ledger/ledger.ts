// The ledger as the server answers it.
import type { Validity } from '../words'

interface Named {
  id: string
  name: string
}

export interface Place extends Named {
  kind: string
  position_no: string | null
}

export interface InstrumentRow extends Named {
  version: number
  kind: string
  model: string
  serial_number: string
  manufacturer: string
  measuring_range: string
  accuracy_class: string
  installed_at: string
  origin_place: string
  purpose: string
  mandatory: boolean
  division: string
  origin: string
  state: string
  validity: Validity
  valid_until: string | null
  verified_on: string | null
  certificate_number: string | null
  institution: string | null
  verification_result: string | null
  parameters: Record<string, string>
  codes: { scheme: string; value: string }[]
  seals: { place: string; number: string }[]
  premises: Place | null
  owner_merchant: Named | null
  user_merchant: Named | null
}

export interface VerificationRow {
  id: string
  instrument_id: string
  instrument: { id: string; name: string; model: string; serial_number: string } | null
  certificate_number: string
  verified_on: string
  valid_until: string | null
  institution: string
  result: string
  origin: string
  state: 'accepted' | 'pending' | 'refused'
  photo_sha256: string | null
  division: string
  reported_by: string
  created_at: string
}

/** The rule's answer with its reason and clause; `follows_rule` is false where an officer said otherwise. */
export interface MandatoryStatus {
  mandatory: 'yes' | 'no' | 'unknown'
  reason_title: string
  reason_title_en: string
  management_title: string | null
  management_title_en: string | null
  form_title: string | null
  form_title_en: string | null
  months: number | null
  row: string | null
  row_en: string | null
  clause: string | null
  clause_en: string | null
  confidence: string | null
  follows_rule: boolean
}

export interface InstrumentDetail extends InstrumentRow {
  mandatory_status: MandatoryStatus
  verifications: VerificationRow[]
  label: { code: string; state: string } | null
}

interface Sourced {
  source: string
  source_en: string
  confidence: string
}

/** What graded supervision knows of a venue: figures with their sources, the classes officers set, newest first. */
export interface Supervision {
  criteria: (Sourced & { code: string; title: string; title_en: string; count: number })[]
  classes: Sourced
  frequency: Sourced
  grades: { id: string; grade: string; reason: string; set_by_name: string; created_at: string }[]
}

export interface PremisesRow extends Named {
  kind: string
  position_no: string | null
  address: string
  division: string
  state: string
  parent: Place | null
  merchant: Named | null
}

export interface PremisesDetail extends PremisesRow {
  children: Record<string, number>
  instruments: InstrumentRow[]
  parent_id: string | null
  root_id: string
}

export interface DuplicateGroup {
  entity: 'merchant' | 'premises' | 'instrument'
  reason: string
  items: { id: string; name: string; division: string; note: string }[]
}

export const INSTRUMENT_KINDS = [
  'nawi',
  'fuel_dispenser',
  'ev_charger',
  'focimeter',
  'refractometer',
  'phoropter',
  'trial_lens_case',
  'ophthalmometer',
  'moisture_meter',
  'other',
] as const
export const PREMISES_KINDS = [
  'market',
  'stall',
  'fuel_station',
  'dispenser',
  'nozzle',
  'charging_station',
  'pile',
  'gun',
  'optician',
  'shop',
  'supermarket',
  'restaurant',
  'grain_yard',
  'hospital',
  'gas_station',
  'utility',
  'parking',
  'taxi',
  'entertainment',
  'agricultural_inputs',
  'overload_station',
  'wholesale_market',
  'fair',
  'packer',
  'other',
] as const
export const VALIDITIES = ['valid', 'expiring', 'overdue', 'unknown', 'stopped'] as const
