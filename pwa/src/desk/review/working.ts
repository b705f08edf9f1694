// The working of a measurement, by the same evaluator as the phone's, with the edition the server judged by.
import type { Evaluation as Judged } from '@/contract/entities'
import type { Evaluation, Reason } from '@/metrology/conclusion'
import { wording } from '@/metrology/data'
import { readingMeant } from '@/metrology/problems'
import { absolute, compare, display, parse } from '@/metrology/rationals'
import { evaluate } from '@/metrology/rules'
import { signed } from '@/ui/error-scale'
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

const MOST_PLACES = 6
const DECIMAL = /^-?\d+(\.\d+)?$/

/** A figure for reading: a true minus, yes or no in words, and of an endless decimal as many places as asked. */
export function readable(value: unknown, most = MOST_PLACES): string {
  if (typeof value === 'boolean') return termOf('choices', value ? 'yes' : 'no')
  const text = String(value ?? '—')
  if (!DECIMAL.test(text)) return termOf('choices', text === 'true' ? 'yes' : text === 'false' ? 'no' : text)
  const isLong = (text.split('.')[1]?.length ?? 0) > most
  return (isLong ? display(parse(text), most).replace(/\.?0+$/, '') : text).replace('-', '\u2212')
}

/** Sphere before cylinder before axis; the wire sorts by letter. */
const SPOKEN = ['V_J_L', 'V_B20_L', 'S', 'C', 'axis']
const spoken = (group: object): [string, unknown][] =>
  Object.entries(group).sort(([one], [other]) => SPOKEN.indexOf(one) - SPOKEN.indexOf(other))

/** An input as it was typed, with its unit; a group of them in one line. */
export function typedOf(value: unknown, unit = ''): string {
  if (Array.isArray(value)) return withUnit(value.map((one) => typedOf(one)).join(', '), unit)
  if (typeof value === 'object' && value !== null)
    return spoken(value)
      .map(([name, inner]) => `${termOf('inputs', name)}\u00a0${typedOf(inner, unitOfInput(name))}`)
      .join('\u2002')
  return withUnit(readable(value), unit)
}

const withUnit = (text: string, unit: string): string => (unit ? `${text}\u00a0${unit}` : text)

const SUFFIXES: Readonly<Record<string, string>> = { L: 'L', C: '°C', s: 's', percent: '%', D: 'D' }
const OWN_UNITS: Readonly<Record<string, string>> = { S: 'D', C: 'D', axis: '°' }
/** Readings of a scale, in the unit that stands among them. */
const IN_UNIT: ReadonlySet<string> = new Set(
  'e d load_L indication_I additional_dL E0 P_values indications additional_dLs indication_before indication_after added_weight'.split(
    ' ',
  ),
)

/** The unit an input is typed in, where its name does not say it in words already. */
export function unitOfInput(name: string, inputs: Record<string, unknown> = {}): string {
  if (IN_UNIT.has(name)) return typeof inputs.unit === 'string' ? inputs.unit : ''
  if (/[（(]/.test(termOf('inputs', name))) return ''
  return OWN_UNITS[name] ?? SUFFIXES[name.split('_').slice(1).at(-1) ?? ''] ?? ''
}

/** What must reach its limit, and what only an excess of counts; everything else keeps within both ways. */
const LEAST: ReadonlySet<string> = new Set(['mean', 'character_height_mm', 'change'])
const MOST: ReadonlySet<string> = new Set(
  'shortage count_T1 count_T2 diff_g range range_percent range_over_dn_1_69 vertical_difference_mm dev_axis'.split(' '),
)
/** What is found to be so or not: there is no distance to a limit. */
const STATES: ReadonlySet<string> = new Set(['marked_unit_size'])

export type Bound = 'both' | 'least' | 'most' | 'state'

export function boundOf({ quantity, value }: Pick<Reason, 'quantity' | 'value'>): Bound {
  if (STATES.has(quantity) || !DECIMAL.test(value)) return 'state'
  return LEAST.has(quantity) ? 'least' : MOST.has(quantity) ? 'most' : 'both'
}

/** An error with its sign, everything else as it stands. */
export function figureOf(reason: Pick<Reason, 'quantity' | 'value'>, most = MOST_PLACES): string {
  const text = readable(reason.value, most)
  return boundOf(reason) === 'both' && !text.startsWith('\u2212') ? signed(text) : text
}

/** What was refused, by the name of the reading that stands in the way. */
export function problemOf({ title, title_en, pointer }: { title: string; title_en: string; pointer?: string | null }) {
  return {
    name: readingMeant(pointer)
      .map((name) => termOf('inputs', name))
      .join(' '),
    title: either(title, title_en),
  }
}

interface Headline {
  inputs: readonly string[]
  value: string
  limit: string
  unit: string | null
}

/** What stands in the row of a measurement: the readings that matter, the error, its limit. */
const HEADLINES: Readonly<Record<string, Headline>> = {
  nawi_indication_error: {
    inputs: ['loading', 'load_L', 'indication_I', 'additional_dL'],
    value: 'Ec',
    limit: 'mpe',
    unit: null,
  },
  nawi_repeatability: { inputs: ['load_L', 'P_values'], value: 'range', limit: 'abs_mpe', unit: null },
  nawi_zero_accuracy: { inputs: ['indication_I', 'additional_dL'], value: 'E0', limit: 'mpe', unit: null },
  nawi_tare_accuracy: { inputs: ['indication_I', 'additional_dL'], value: 'E_tare', limit: 'mpe', unit: null },
  nawi_eccentricity: {
    inputs: ['load_L', 'indications', 'additional_dLs'],
    value: 'E_position_1',
    limit: 'mpe',
    unit: null,
  },
  nawi_discrimination: {
    inputs: ['load_L', 'added_weight', 'indication_before', 'indication_after'],
    value: 'change',
    limit: 'least_change',
    unit: null,
  },
  fuel_dispenser_error: { inputs: ['V_J_L', 'V_B20_L'], value: 'E_V_rounded_0_01', limit: 'mpe_percent', unit: '%' },
  fuel_dispenser_repeatability: {
    inputs: ['errors_percent'],
    value: 'range_percent',
    limit: 'limit_percent',
    unit: '%',
  },
  fuel_flow_point: { inputs: ['flow_point', 'runs'], value: 'mean_percent', limit: 'mpe_percent', unit: '%' },
  fuel_dispenser_amount: {
    inputs: ['unit_price', 'volume_L', 'shown_amount'],
    value: 'diff',
    limit: 'limit',
    unit: 'CNY',
  },
  ev_charger_operating_error: {
    inputs: ['load_point', 'indicated_kWh', 'standard_kWh'],
    value: 'E_percent',
    limit: 'mpe_percent',
    unit: '%',
  },
  ev_charger_clock_error: { inputs: ['stage', 'clock_error_s'], value: 'clock_error_s', limit: 'limit_s', unit: 's' },
  ev_charger_amount: {
    inputs: ['unit_price', 'energy_kWh', 'shown_amount'],
    value: 'diff',
    limit: 'limit',
    unit: 'CNY',
  },
  spectacle_lens_power: {
    inputs: ['eye', 'rx', 'measured'],
    value: 'dev_meridian_1',
    limit: 'tol_meridian',
    unit: 'D',
  },
  spectacle_optical_centre_distance: {
    inputs: ['vertex_power_D', 'prescribed_PD_mm', 'measured_mm'],
    value: 'deviation_mm',
    limit: 'tol_mm',
    unit: 'mm',
  },
  spectacle_vertical_difference: {
    inputs: ['vertex_power_D'],
    value: 'vertical_difference_mm',
    limit: 'tol_mm',
    unit: 'mm',
  },
  spectacle_prism: {
    inputs: ['eye', 'direction', 'prescribed', 'measured'],
    value: 'deviation',
    limit: 'tolerance',
    unit: '\u0394',
  },
  ready_made_centre_distance: {
    inputs: ['marked_PD_mm', 'measured_mm'],
    value: 'deviation_mm',
    limit: 'tol_mm',
    unit: 'mm',
  },
  focimeter_error: { inputs: ['quantity', 'standard', 'readings'], value: 'E', limit: 'mpe', unit: null },
  net_quantity_single: { inputs: ['nominal_g', 'actual_g'], value: 'shortage', limit: 'T', unit: null },
  net_quantity_lot: {
    inputs: ['lot_size_N', 'nominal_g', 'sample_g'],
    value: 'mean',
    limit: 'threshold_Qn_minus_lambda_s',
    unit: null,
  },
  net_quantity_lot_summary: {
    inputs: ['lot_size_N', 'nominal_g', 'mean', 's'],
    value: 'mean',
    limit: 'threshold',
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
  record_only: { inputs: ['kind', 'readings'], value: '', limit: '', unit: '' },
  price_computation: {
    inputs: ['unit_price', 'mass_kg', 'shown_amount'],
    value: 'diff',
    limit: 'limit',
    unit: 'CNY',
  },
}

/** In a row there is room for four places; the working has them all. */
const ROW_PLACES = 4

/** The row of a measurement: what decided it, where the working is known, else what its rule usually shows. */
export function headlineOf(rule: string, inputs: Record<string, unknown>, values: Judged['values'], working: Working) {
  const line = HEADLINES[rule]
  const names = line?.inputs ?? Object.keys(inputs).slice(0, 4)
  const decided = decisive(working) ?? (line && usual(line, inputs, values))
  const bound = decided ? boundOf(decided) : 'both'
  const limit = decided?.limit ? readable(decided.limit, ROW_PLACES) : undefined
  return {
    readings: names.flatMap((name) => (name in inputs ? readingsOf(name, inputs) : [])),
    quantity: decided ? termOf('quantities', decided.quantity) : '',
    value: decided?.value && bound !== 'state' ? figureOf(decided, ROW_PLACES) : undefined,
    limit: bound === 'state' ? undefined : bound === 'both' && limit && !/^[±\u2212]/.test(limit) ? `±${limit}` : limit,
    bound,
    unit: decided?.unit ?? line?.unit ?? (typeof inputs.unit === 'string' ? inputs.unit : ''),
  }
}

type Working = Evaluation | null
type Decided = Pick<Reason, 'quantity' | 'value' | 'limit'> & { unit: string | undefined }

/** The comparison that decides: the first that exceeds, else the first with a figure. */
function decisive(working: Working): Decided | undefined {
  const reasons = working?.reasons ?? []
  const exceeding = reasons.find((reason) => reason.outcome === 'exceeds')
  if (working?.rule === 'nawi_eccentricity') return furthest(reasons)
  return exceeding ?? reasons.find((reason) => boundOf(reason) !== 'state') ?? reasons[0]
}

/** Of several positions with one limit the largest error, as the phone shows it. */
function furthest(reasons: readonly Reason[]): Reason | undefined {
  const size = ({ value }: Reason) => absolute(parse(value))
  return [...reasons].sort((one, other) => compare(size(other), size(one)))[0]
}

function usual(line: Headline, inputs: Record<string, unknown>, values: Judged['values']): Decided | undefined {
  const value = values[line.value] ?? inputs[line.value]
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  return {
    quantity: line.value,
    value: String(value),
    limit: String(values[line.limit] ?? ''),
    unit: line.unit ?? undefined,
  }
}

/** A reading with its name; of runs, what was shown and what was found in each. */
function readingsOf(name: string, inputs: Record<string, unknown>): { name: string; text: string }[] {
  const value = inputs[name]
  const told = (each: string, found: unknown) => ({
    name: termOf('inputs', each),
    text: typedOf(found, unitOfInput(each, inputs)),
  })
  if (!isRuns(value)) return [told(name, value)]
  return ['V_J_L', 'V_B20_L'].map((each) =>
    told(
      each,
      value.map((run) => run[each]),
    ),
  )
}

/** Several deliveries of one point, each a group of readings. */
export function isRuns(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'object' && one !== null)
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
