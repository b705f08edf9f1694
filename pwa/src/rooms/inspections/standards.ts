// What a visit's standards leave open about a measurement. The same cases hold its twin, `finding` in server/standards/policy.py.
import type {
  Evaluation,
  Inspection,
  Measurement,
  ReferenceStandard,
  StandardFinding,
  WorkingStandard,
} from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { absolute, compare, divide, multiply, parse, type Rational } from '@/metrology/rationals'
import { recordsOf } from '@/sync/records'

type Known = Partial<Omit<ReferenceStandard, keyof WorkingStandard>> & Partial<WorkingStandard>
export type Registered = { readonly [id: string]: Known }
type Values = { readonly [name: string]: unknown }

/** Least first: of several standards for one test the heaviest finding counts. */
const FINDINGS = [null, 'standard_unknown', 'standard_too_coarse', 'standard_expired'] as const
/** What a visit may carry: by which tests' needs it is judged. Later ones leave earlier visits alone (ADR 0016). */
const MARKS: readonly unknown[] = ['1', '2']
export const MARKED = '2'
/** Kind of standard, limit and its unit, quantity tried and its unit, first mark; a unit may name the input that tells it. */
const NEEDS: { readonly [rule: string]: readonly [string, string, string, string, string, string] } = {
  nawi_indication_error: ['weight_set', 'mpe', 'unit', 'load_L', 'unit', '1'],
  nawi_eccentricity: ['weight_set', 'mpe', 'unit', 'load_L', 'unit', '1'],
  fuel_dispenser_error: ['standard_measure', 'mpe_percent', '%', 'V_B20_L', 'L', '1'],
  fuel_flow_point: ['standard_measure', 'mpe_percent', '%', 'runs/0/V_B20_L', 'L', '1'],
  fuel_minimum_quantity_error: ['standard_measure', 'mpe_percent', '%', 'V_B20_L', 'L', '2'],
  ev_charger_operating_error: ['energy_standard', 'mpe_percent', '%', 'standard_kWh', 'kW·h', '2'],
  focimeter_error: ['lens_set', 'mpe', 'quantity', 'standard', 'quantity', '2'],
}
/** The unit that each is counted in, and how much of that it is. */
const IN_BASE: { readonly [unit: string]: readonly [string, string] } = {
  t: ['g', '1000000'],
  kg: ['g', '1000'],
  g: ['g', '1'],
  mg: ['g', '0.001'],
  L: ['L', '1'],
  mL: ['L', '0.001'],
  D: ['D', '1'],
  Δ: ['Δ', '1'],
  kW·h: ['kW·h', '1'],
}
const UNIT_OF_QUANTITY: { readonly [quantity: string]: string } = { vertex_power: 'D', prism: 'Δ' }
const [THIRD, PERCENT] = [parse('3'), parse('100')]

/** A verdict measured with a standard that does not hold is none; one not stated is shown and lets it stand. */
export function refuses({ standard }: Pick<Evaluation, 'standard'>): boolean {
  return Boolean(standard && standard !== 'standard_unknown')
}

export function standardFinding(
  { rule, inputs }: Pick<Measurement, 'rule' | 'inputs'>,
  values: Values,
  visit: Pick<Inspection, 'on' | 'venue_kind' | 'conditions' | 'standards'>,
  registered: Registered,
): StandardFinding | null {
  const need = NEEDS[rule]
  const { on, conditions, venue_kind } = visit
  if (!need || MARKS.indexOf(conditions.standards_rule) < MARKS.indexOf(need[5])) return null
  const found = visit.standards
    .map((one): Known => {
      const known = registered[one.standard_id ?? '']
      return known?.certificate_number === one.certificate_number ? { ...one, ...known } : one
    })
    .filter((one) => (one.kind ?? need[0]) === need[0])
    .map((one) => (isOutOfDate(one, on) ? 3 : coarseness(one, need, inputs, values)))
  if (found.length > 0) return FINDINGS[Math.max(...found)] ?? null
  const has_weight = need[0] === 'weight_set' && venue_kind === 'market' && conditions.standard_weight_kg
  return has_weight ? 'standard_unknown' : 'standard_missing'
}

export function isOutOfDate({ verified_on, valid_until, retired_on }: Known, on: string): boolean {
  return Boolean(
    (verified_on && on < verified_on) || (valid_until && valid_until < on) || (retired_on && retired_on < on),
  )
}

/** What stands at a path of the inputs. */
function at(inputs: Values, path: string): unknown {
  return path.split('/').reduce<unknown>((one, name) => (one as Values | undefined)?.[name], inputs)
}

/** Where in FINDINGS a standard in date stands. */
function coarseness(one: Known, need: (typeof NEEDS)[string], inputs: Values, values: Values): 0 | 1 | 2 {
  const [, limit, limit_unit, load, load_unit] = need
  const [base, factor] = IN_BASE[unitOf(load_unit, inputs)] ?? []
  if (!one.accuracy_value || !values[limit] || !base) return 1
  const tried = multiply(absolute(parse(at(inputs, load))), parse(factor))
  const ours = absoluteIn(base, one.accuracy_value, String(one.accuracy_unit), tried)
  const theirs = absoluteIn(base, String(values[limit]).replace('±', ''), unitOf(limit_unit, inputs), tried)
  if (!ours || !theirs) return 1
  return compare(multiply(THIRD, ours), theirs) > 0 ? 2 : 0
}

function unitOf(named: string, inputs: Values): string {
  const found = String(inputs[named] ?? named)
  return UNIT_OF_QUANTITY[found] ?? found
}

/** A percentage is of what is tried; null where it is stated in another quantity. */
function absoluteIn(base: string, text: string, unit: string, tried: Rational): Rational | null {
  if (unit === '%') return multiply(parse(text), divide(tried, PERCENT))
  const [counted, factor] = IN_BASE[unit] ?? []
  return counted === base ? multiply(parse(text), parse(factor)) : null
}

/** The registered ones of a visit's standards, as this phone has them. */
export async function registeredOf(database: FieldDatabase, named: readonly WorkingStandard[]): Promise<Registered> {
  const ids = named.flatMap((one) => one.standard_id ?? [])
  const found = ids.length > 0 ? await recordsOf(database, 'reference_standard', ids) : []
  return Object.fromEntries(found.map(({ id, state }) => [id, state]))
}

/** A measurement with what is wrong with its standard, where something is. */
export function withStandard(one: Measurement, visit: Inspection, registered: Registered): Measurement {
  // a technical institution answers for its own standards in its certificate
  if (one.nature === 'institution_test') return one
  const standard = standardFinding(one, one.phone.values, visit, registered)
  return standard ? { ...one, phone: { ...one.phone, standard } } : one
}
