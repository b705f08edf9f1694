// The facts of a visit that are entered once: the second officer, who helps, what was told, the standards and the conditions.
import type { Inspection, WorkingStandard } from '@/contract/entities'
import type { Facts } from './commands'
import { finished } from './decimal-text'
import { MARKED } from './standards'

export interface FactsDraft {
  second_officer_id: string | null
  /** names, one a line or separated as a person writes them */
  assistants: string
  identification_shown: string | null
  recusal_requested: string | null
  temperature_C: string
  humidity_percent: string
  /** in kg */
  standard_weight: string
  measure_nominal_L: string
  measure_material: 'stainless' | 'carbon_steel'
  standard: WorkingStandard
  /** registered ones, as the register had them when they were chosen */
  chosen: WorkingStandard[]
}

const NO_STANDARD: WorkingStandard = { name: '', serial_number: '', certificate_number: '', valid_until: '' }

const isTyped = (one: WorkingStandard) => !one.standard_id

export function factsDraft(
  inspection: Pick<Inspection, 'second_officer_id' | 'assistants' | 'conditions' | 'standards'> | null,
): FactsDraft {
  const conditions = inspection?.conditions ?? {}
  return {
    second_officer_id: inspection?.second_officer_id ?? null,
    assistants: (inspection?.assistants ?? []).join(' '),
    identification_shown: conditions.identification_shown ?? null,
    recusal_requested: conditions.recusal_requested ?? null,
    temperature_C: conditions.temperature_C ?? '',
    humidity_percent: conditions.humidity_percent ?? '',
    standard_weight: conditions.standard_weight_kg ?? '1',
    measure_nominal_L: conditions.measure_nominal_L ?? '20',
    measure_material: conditions.measure_material === 'carbon_steel' ? 'carbon_steel' : 'stainless',
    standard: { ...NO_STANDARD, ...inspection?.standards.find(isTyped) },
    chosen: inspection?.standards.filter((one) => !isTyped(one)) ?? [],
  }
}

/** Venues that nothing is weighed at. */
export const UNWEIGHED: ReadonlySet<string> = new Set(['fuel_station', 'charging_station', 'optician'])

/** For the next visit: who and what with, but not what is told or measured anew each time. */
export function carriedOver(inspection: Inspection | null): FactsDraft {
  return {
    ...factsDraft(inspection),
    identification_shown: null,
    recusal_requested: null,
    temperature_C: '',
    humidity_percent: '',
  }
}

/** Standards typed beyond the first are left as they are. A visit that begins says by which rules verdicts count (ADR 0016, 0017). */
export function factsFrom(
  draft: FactsDraft,
  before: Pick<Inspection, 'conditions' | 'standards'> | null,
  venue_kind: string,
): Required<Pick<Facts, 'second_officer_id' | 'assistants' | 'conditions' | 'standards'>> {
  const typed: { [name: string]: string | null } = {
    identification_shown: draft.identification_shown,
    recusal_requested: draft.recusal_requested,
    temperature_C: finished(draft.temperature_C),
    humidity_percent: finished(draft.humidity_percent),
    standard_weight_kg: UNWEIGHED.has(venue_kind) ? null : finished(draft.standard_weight),
    measure_nominal_L: venue_kind === 'fuel_station' ? finished(draft.measure_nominal_L) : null,
    measure_material: venue_kind === 'fuel_station' ? draft.measure_material : null,
  }
  const conditions: { [name: string]: string } = {
    ...(before?.conditions ?? { standards_rule: MARKED, reference_rule: '1' }),
  }
  for (const [name, value] of Object.entries(typed)) {
    if (value === null) delete conditions[name]
    else conditions[name] = value
  }
  return {
    second_officer_id: draft.second_officer_id,
    assistants: namesIn(draft.assistants),
    conditions,
    standards: standardsOf(draft, before),
  }
}

function standardsOf(draft: FactsDraft, before: Pick<Inspection, 'standards'> | null): WorkingStandard[] {
  const { name, serial_number, certificate_number, valid_until } = draft.standard
  const rest = [...draft.chosen, ...(before?.standards ?? []).filter(isTyped).slice(1)]
  if (name.trim() === '') return rest
  const first = {
    name: name.trim(),
    serial_number: serial_number.trim(),
    certificate_number: certificate_number.trim(),
    valid_until: valid_until || null,
  }
  return [...draft.chosen, first as WorkingStandard, ...rest.slice(draft.chosen.length)]
}

export function namesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,\u3001\uff0c;\uff1b]+/).filter((name) => name !== ''))].slice(0, 20)
}
