// The working of a measurement, by the same evaluator as the phone's, with the edition the server judged by.
import type { Evaluation as Judged } from '@/contract/entities'
import type { Evaluation } from '@/metrology/conclusion'
import { wording } from '@/metrology/data'
import { absolute, compare, parse } from '@/metrology/rationals'
import { evaluate } from '@/metrology/rules'
import { library } from '../rulebook/stored'
import { either } from '../words'

/** Null where the readings cannot be judged; the record itself says why. */
export function workingOf(rule: string, inputs: unknown, on: string, server: Judged | undefined): Evaluation | null {
  try {
    const found = evaluate(rule, inputs, on, { library: library.value })
    if (!server?.edition || found.edition === server.edition) return found
    return evaluate(rule, inputs, on, { edition: server.edition, library: library.value })
  } catch {
    return null
  }
}

/** The name of a rule, quantity, input, choice or mark in the reader's language, as the rulebooks word it. */
export function termOf(
  list: 'rules' | 'quantities' | 'numbers' | 'inputs' | 'choices' | 'confidence' | 'marks',
  name: string,
): string {
  const found = wording[list]?.[name]
  return found ? either(found.title, found.title_en) : name
}

/** An input as it was typed; a group of them in one line. */
export function typedOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(typedOf).join(', ')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, inner]) => `${termOf('inputs', name)} ${typedOf(inner)}`)
      .join('  ')
  return typeof value === 'string' ? termOf('choices', value) : String(value ?? '—')
}

interface Headline {
  inputs: readonly string[]
  value: string
  limit: string
  unit: string | null
}

/** Of several positions the largest error stands in the row. */
const FURTHEST = 'E_position_'

/** What stands in the row of a measurement: the readings that matter, the error, its limit. */
const HEADLINES: Readonly<Record<string, Headline>> = {
  nawi_indication_error: { inputs: ['load_L', 'indication_I', 'additional_dL'], value: 'Ec', limit: 'mpe', unit: null },
  nawi_zero_accuracy: { inputs: ['load_L', 'indication_I', 'additional_dL'], value: 'E0', limit: 'mpe', unit: null },
  nawi_eccentricity: { inputs: ['load_L', 'indications', 'additional_dLs'], value: FURTHEST, limit: 'mpe', unit: null },
  nawi_repeatability: { inputs: ['load_L', 'P_values'], value: 'range', limit: 'abs_mpe', unit: null },
  fuel_dispenser_error: { inputs: ['V_J_L', 'V_B20_L'], value: 'E_V_rounded_0_01', limit: 'mpe_percent', unit: '%' },
  fuel_dispenser_repeatability: {
    inputs: ['errors_percent'],
    value: 'range_percent',
    limit: 'limit_percent',
    unit: '%',
  },
  fuel_flow_point: { inputs: ['flow_point', 'runs'], value: 'mean_percent', limit: 'mpe_percent', unit: '%' },
  ev_charger_operating_error: {
    inputs: ['load_point', 'indicated_kWh', 'standard_kWh'],
    value: 'E_percent',
    limit: 'mpe_percent',
    unit: '%',
  },
  ev_charger_clock_error: { inputs: ['stage'], value: 'clock_error_s', limit: 'limit_s', unit: 's' },
  ev_charger_amount: {
    inputs: ['unit_price', 'energy_kWh', 'shown_amount'],
    value: 'diff',
    limit: 'limit',
    unit: 'CNY',
  },
  spectacle_lens_power: { inputs: ['rx', 'measured'], value: 'dev_meridian_1', limit: 'tol_meridian', unit: 'D' },
  net_quantity_single: { inputs: ['nominal_g', 'actual_g'], value: 'shortage', limit: 'T', unit: null },
  net_quantity_lot: {
    inputs: ['lot_size_N', 'nominal_g', 'sample_g'],
    value: 'mean',
    limit: 'threshold_Qn_minus_lambda_s',
    unit: null,
  },
  net_quantity_marking: {
    inputs: ['nominal_value', 'marked_unit', 'character_height_mm'],
    value: 'character_height_mm',
    limit: 'least_height_mm',
    unit: 'mm',
  },
  retail_weighing_shortage: {
    inputs: ['price_band', 'recheck_method', 'settled_kg', 'actual_kg'],
    value: 'diff_g',
    limit: 'allowed_g',
    unit: 'g',
  },
  retail_gold: { inputs: ['item', 'settled_g', 'actual_g'], value: 'diff_g', limit: 'negative_deviation_g', unit: 'g' },
  nawi_tare_accuracy: { inputs: ['indication_I', 'additional_dL'], value: 'E_tare', limit: 'mpe', unit: null },
  nawi_discrimination: {
    inputs: ['load_L', 'added_weight', 'indication_before', 'indication_after'],
    value: 'change',
    limit: 'least_change',
    unit: null,
  },
  scale_new_regime: {
    inputs: ['production_code', 'repair_code', 'verification_code', 'seal', 'software_id', 'platform_lookup_result'],
    value: 'lacking_count',
    limit: 'due_on',
    unit: '',
  },
  focimeter_zero: {
    inputs: ['interval_D', 'zero_sphere_D', 'zero_cylinder_D'],
    value: 'zero_sphere_D',
    limit: 'mpe',
    unit: 'D',
  },
  focimeter_error: { inputs: ['quantity', 'standard', 'readings'], value: 'E', limit: 'mpe', unit: '' },
  spectacle_optical_centre_distance: {
    inputs: ['vertex_power_D', 'prescribed_PD_mm', 'measured_mm', 'right', 'left'],
    value: 'deviation_mm',
    limit: 'tol_mm',
    unit: 'mm',
  },
  spectacle_vertical_difference: {
    inputs: ['vertex_power_D', 'vertical_difference_mm'],
    value: 'vertical_difference_mm',
    limit: 'tol_mm',
    unit: 'mm',
  },
  spectacle_prism: {
    inputs: ['direction', 'S_max', 'prescribed', 'measured'],
    value: 'deviation',
    limit: 'tolerance',
    unit: 'Δ',
  },
  ready_made_centre_distance: {
    inputs: ['marked_PD_mm', 'measured_mm'],
    value: 'deviation_mm',
    limit: 'tol_mm',
    unit: 'mm',
  },
  record_only: { inputs: ['kind', 'readings'], value: '', limit: '', unit: '' },
  price_computation: {
    inputs: ['unit_price', 'mass_kg', 'shown_amount'],
    value: 'diff',
    limit: 'limit',
    unit: null,
  },
}

export function headlineOf(rule: string, inputs: Record<string, unknown>, values: Values) {
  const line = HEADLINES[rule]
  const unit = line?.unit ?? (typeof inputs.unit === 'string' ? inputs.unit : '')
  const names = line?.inputs ?? Object.keys(inputs).slice(0, 4)
  return {
    readings: names
      .filter((name) => name in inputs)
      .map((name) => ({ name: termOf('inputs', name), text: typedOf(inputs[name]) })),
    // what is judged as it was read stands among the inputs
    value: line ? (valueIn(line.value, values) ?? written(inputs[line.value])) : undefined,
    limit: line ? values[line.limit] : undefined,
    unit,
  }
}

type Values = Readonly<Record<string, string | number | boolean | null>>

function valueIn(name: string, values: Values) {
  if (name !== FURTHEST) return values[name]
  const errors = Object.entries(values).flatMap(([key, one]) => (key.startsWith(FURTHEST) ? [String(one)] : []))
  const size = (text: string) => absolute(parse(text))
  return errors.reduce<string | undefined>(
    (most, one) => (most === undefined || compare(size(one), size(most)) > 0 ? one : most),
    undefined,
  )
}

function written(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

/** Names of values in which two judgements differ. */
export function differing(phone: Judged, server: Judged | undefined): string[] {
  const names = new Set([...Object.keys(phone.values), ...Object.keys(server?.values ?? {})])
  return [...names].filter((name) => phone.values[name] !== server?.values[name])
}

export function differ(phone: Judged, server: Judged | undefined): boolean {
  return (
    phone.verdict !== server?.verdict ||
    phone.edition !== server?.edition ||
    (phone.standard ?? null) !== (server?.standard ?? null) ||
    Boolean(phone.reference) !== Boolean(server?.reference) ||
    differing(phone, server).length > 0
  )
}
