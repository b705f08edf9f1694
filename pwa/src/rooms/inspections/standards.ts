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
import { compare, divide, multiply, parse, type Rational } from '@/metrology/rationals'
import { recordsOf } from '@/sync/records'

type Known = Partial<Omit<ReferenceStandard, keyof WorkingStandard>> & Partial<WorkingStandard>
export type Registered = { readonly [id: string]: Known }
type Values = { readonly [name: string]: unknown }

/** Least first: of several standards for one test the heaviest finding counts. */
const FINDINGS = [null, 'standard_unknown', 'standard_too_coarse', 'standard_expired'] as const
/** Kind of standard, the test's limit and its unit, the quantity tried and its unit; no unit: the input's. */
const NEEDS: { readonly [rule: string]: readonly [string, string, string, string, string] } = {
  nawi_indication_error: ['weight_set', 'mpe', '', 'load_L', ''],
  nawi_eccentricity: ['weight_set', 'mpe', '', 'load_L', ''],
  fuel_dispenser_error: ['standard_measure', 'mpe_percent', '%', 'V_B20_L', 'L'],
  fuel_flow_point: ['standard_measure', 'mpe_percent', '%', 'runs/0/V_B20_L', 'L'],
}
const IN_BASE: { readonly [unit: string]: string } = {
  t: '1000000',
  kg: '1000',
  g: '1',
  mg: '0.001',
  L: '1',
  mL: '0.001',
}
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
  if (!need || conditions.standards_rule !== '1') return null
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
  const units = [one.accuracy_unit, limit_unit || inputs.unit, load_unit || inputs.unit].map(String)
  if (!one.accuracy_value || !values[limit] || units.some((unit) => unit !== '%' && !IN_BASE[unit])) return 1
  const [ours = '', theirs = '', tried = ''] = units
  const quantity = multiply(parse(at(inputs, load)), parse(IN_BASE[tried]))
  const inBase = (text: string, unit: string): Rational =>
    multiply(parse(text), unit === '%' ? divide(quantity, PERCENT) : parse(IN_BASE[unit]))
  const most = inBase(String(values[limit]).replace('±', ''), theirs)
  return compare(multiply(THIRD, inBase(one.accuracy_value, ours)), most) > 0 ? 2 : 0
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
