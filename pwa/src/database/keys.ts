// What the phone can look up without reading everything: the indexed fields of each entity, and the text a search reads.
import type { EntityName } from '@/contract/entities'
import { initials } from '@/kernel/initials'
import type { JsonObject } from '@/kernel/json'
import { isObject } from '@/kernel/json'

const INDEXED: { [entity in EntityName]?: readonly string[] } = {
  premises: ['parent_id', 'merchant_id', 'kind', 'division'],
  instrument: ['premises_id', 'serial_number', 'certificate_number', 'owner_merchant_id', 'user_merchant_id', 'codes'],
  verification: ['instrument_id'],
  label: ['code', 'instrument_id'],
  task: ['premises_id', 'campaign_id', 'state'],
  checklist: ['code', 'venue_kind'],
  phrase: ['venue_kind'],
  rulebook: ['rule'],
  inspection: ['premises_id', 'task_id', 'state', 'lead_officer_id', 'second_officer_id', 'supersedes_id'],
  check: ['inspection_id', 'instrument_id', 'premises_id', 'replaces'],
  confirmation: ['inspection_id'],
  supplement: ['inspection_id'],
  delivery: ['inspection_id'],
  publication: ['inspection_id'],
  conflict: ['entity_id', 'state'],
  officer: ['division'],
  division: ['code', 'parent_code'],
}

const SEARCHED: { [entity in EntityName]?: readonly string[] } = {
  merchant: ['name', 'credit_code', 'contact_name', 'address'],
  premises: ['name', 'position_no', 'address'],
  instrument: [
    'name',
    'model',
    'serial_number',
    'certificate_number',
    'installed_at',
    'manufacturer',
    'codes',
    'seals',
  ],
  officer: ['name', 'enforcement_id'],
  campaign: ['name'],
}

export function indexedFields(entity: string): readonly string[] {
  return INDEXED[entity as EntityName] ?? []
}

export function keyOf(entity: string, field: string, value: string | null): string {
  return `${entity}.${field}:${value ?? ''}`
}

/** Every key of a row: its entity, and each indexed value. */
export function keysOf(entity: string, state: JsonObject): string[] {
  const keys = indexedFields(entity).flatMap((field) =>
    values(state[field]).map((value) => keyOf(entity, field, value)),
  )
  return [entity, ...new Set(keys)]
}

export function textOf(entity: string, state: JsonObject): string {
  const fields = SEARCHED[entity as EntityName] ?? []
  return searchable(fields.flatMap((field) => values(state[field])).join('\n'))
}

/** The text itself and its pinyin initials: 张记水果 is also found as zjsg. */
export function searchable(text: string): string {
  const short = initials(text)
  return short === text ? folded(text) : `${folded(text)}\n${folded(short)}`
}

/** Case, width and spacing of no meaning: ＡＣＳ－30 and acs-30 are found alike. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u00b7-]+/g, '')
}

/** The values a state carries in a field: one, none, or the values and numbers of a list of codes or seals. */
export function values(value: unknown): string[] {
  if (value === null || value === undefined) return ['']
  if (Array.isArray(value))
    return value.flatMap((one) => (isObject(one) ? [String(one.value ?? one.number ?? '')] : [String(one)]))
  return [String(value)]
}
