// One measurement as a sentence of the record: the reading, the error, the limit, and whether it keeps within.
import type { Measurement } from '@/contract/entities'
import { display, parse } from '@/metrology/rationals'
import { RULE as RECORD_ONLY, recordedLimits } from '@/metrology/recorded'
import { isReference } from '@/metrology/verdicts'
import { signed } from '@/ui/error-scale'
import { shifted, trimmed } from './decimal-text'
import type { Teller } from './record-facts'
import { refuses } from './standards'
import { natureKey } from './tester'
import { brief, judgedThing, MEAN_PLACES, OF_GOODS } from './verdict'
import { named } from './wording-name'

/** The sentences of a check; the first of each nature says whose test it is, the last why the standard lets nothing be concluded. */
export function measuredTexts(measurements: readonly Measurement[], teller: Teller): string[] {
  return measurements.map((one, at) => {
    const before = measurements[at - 1]
    const isSame = before !== undefined && natureKey(before) === natureKey(one)
    return (
      (isSame ? '' : natureText(one, teller)) + measurementText(one, teller) + standardText(measurements, at, teller)
    )
  })
}

/** Said once for each reason: after the reading, or of several readings after the last, with the tests that it concerns. */
function standardText(measurements: readonly Measurement[], at: number, { say, english }: Teller): string {
  const reason = measurements[at]?.phone.standard
  if (!reason || !refuses({ standard: reason })) return ''
  const concerned = measurements.filter((one) => one.phone.standard === reason)
  if (concerned.at(-1) !== measurements[at]) return ''
  const words = say(`standard.${reason}`)
  if (concerned.length === 1) return say('record.pause') + words
  const tests = [...new Set(concerned.map((one) => named('rules', one.rule, english)))]
  return say('record.measured.standard', { tests: tests.join(say('record.list_mark')), reason: words })
}

function natureText({ nature, tester }: Measurement, { say }: Teller): string {
  return say(`record.nature.${nature}`, { ...tester })
}

function measurementText(one: Measurement, teller: Teller): string {
  const { say, english } = teller
  const { verdict, values, problem } = one.phone
  if (one.rule === RECORD_ONLY && verdict === null) return recordedText(one, teller)
  if (verdict === null)
    return say('record.measured.problem', { reason: (english ? problem?.title_en : problem?.title) ?? '' })
  const thing = judgedThing(one.rule)
  const given: { [name: string]: string } = {
    ...texts(one.inputs),
    ...texts(values),
    verdict: say(`record.verdict.${OWN_WORDS.has(thing) ? `${thing}_` : ''}${verdict}`),
  }
  for (const name of SHORTAGES) if (given[name]) given[name] = given[name].replace('-', '\u2212')
  for (const name of CHOSEN) if (given[name] !== undefined) given[name] = named('choices', given[name], english)
  const words = WRITERS[one.rule]
  const sentence = words
    ? say(`record.measured.${words(given, one, teller)}`, given)
    : say('record.measured.other', given)
  const remarks = [
    // without a network the platform was not asked: that has its own words
    ...(one.screening && one.rule !== 'scale_new_regime'
      ? [WITHOUT_WEIGHTS.has(one.rule) ? 'screening_plain' : 'screening']
      : []),
    // judged by an edition that was replaced: nothing newer has such a rule
    ...(isReference(one.phone) ? [one.phone.reference ? 'reference_unjudged' : 'reference_only'] : []),
  ]
  return sentence + remarks.map((remark) => say(`record.measured.${remark}`)).join('')
}

/** Things whose verdict is said in words of their own; of the others, that the error keeps within its limit. */
const OWN_WORDS: ReadonlySet<string> = new Set([...OF_GOODS, 'zero', 'lens', 'tolerance', 'met', 'repeat'])
/** Screened by several readings, none of them with added weights. */
const WITHOUT_WEIGHTS: ReadonlySet<string> = new Set(['nawi_eccentricity', 'nawi_repeatability'])

type Given = { [name: string]: string }

/** More than was due is a negative shortage, with the minus that a reader expects. */
const SHORTAGES = ['shortage', 'diff_g'] as const
/** Inputs that were chosen from a list, which the rulebooks word. */
const CHOSEN = ['price_band', 'recheck_method', 'item'] as const

const MARKS: ReadonlySet<string> = new Set([
  'production_code',
  'repair_code',
  'verification_code',
  'seal',
  'software_id',
  'platform_lookup_result',
])

/** Each prepares the figures as they are read aloud and names its sentence. */
const WRITERS: { [rule: string]: (given: Given, one: Measurement, teller: Teller) => string } = {
  nawi_zero_accuracy: (given) => {
    inKilograms(given)
    given.error = signed(given.E0 ?? '')
    return given.load_L === undefined ? 'scale_zero' : 'scale_zero_tracking'
  },
  nawi_eccentricity: (given, { inputs }, { say }) => {
    inKilograms(given)
    const count = Array.isArray(inputs.indications) ? inputs.indications.length : 0
    const errors = Array.from({ length: count }, (_, at) => {
      const word = say(count > 5 ? 'measuring.support' : `measuring.corner.${at}`, { number: at + 1 })
      return say('record.measured.scale_position', {
        ...given,
        word,
        error: signed(given[`E_position_${at + 1}`] ?? ''),
      })
    })
    given.errors = errors.join(say('record.list_mark'))
    return 'scale_eccentric'
  },
  nawi_indication_error: (given) => {
    inKilograms(given)
    given.error = signed(given.Ec ?? '')
    if (given.loading === 'falling') return 'scale_falling'
    // as the zero was judged before it had a rule of its own
    if (given.load_L === '0' && given.additional_dL !== undefined) return 'scale_at_zero'
    return given.additional_dL === undefined ? 'scale_quick' : 'scale'
  },
  nawi_repeatability: (given, { inputs }) => {
    inKilograms(given)
    given.count = String(Array.isArray(inputs.P_values) ? inputs.P_values.length : '')
    return 'scale_repeat'
  },
  fuel_dispenser_error: (given) => {
    given.error = signed(given.E_V_rounded_0_01 ?? '')
    return 'fuel'
  },
  fuel_dispenser_repeatability: (given) => {
    given.mean = signed(display(parse(given.mean_percent ?? '0'), 2))
    given.range = display(parse(given.range_percent ?? '0'), 2)
    return 'fuel_repeat'
  },
  fuel_flow_point: (given) => {
    given.flow_point ??= 'Q1'
    given.mean = signed(display(parse(given.mean_percent ?? '0'), 2))
    given.range = display(parse(given.range_percent ?? '0'), 4)
    return 'fuel_point'
  },
  ev_charger_operating_error: (given) => {
    given.error = signed(display(parse(given.E_percent ?? '0'), 2))
    given.point = given.load_point === 'half_I_max' ? '0.5 I_max' : (given.load_point ?? '')
    return given.point === '' ? 'charger_one' : 'charger'
  },
  ev_charger_clock_error: (given) => {
    given.error = signed(given.clock_error_s ?? '0')
    return 'charger_clock'
  },
  ev_charger_amount: (given) => {
    given.error = signed(given.diff ?? '0')
    return 'charger_amount'
  },
  spectacle_lens_power: (given, _, teller) => {
    given.eye = eyeText(given, teller)
    for (const name of ['dev_meridian_1', 'dev_meridian_2', 'dev_cyl']) given[name] = signed(given[name] ?? '0')
    return given.dev_axis === undefined ? 'lens' : 'lens_axis'
  },
  net_quantity_single: () => 'pack',
  net_quantity_lot: (given) => {
    given.mean = brief(given.mean ?? '0', MEAN_PLACES)
    if (given.threshold_Qn_minus_lambda_s === undefined) return 'lot_whole'
    given.threshold = brief(given.threshold_Qn_minus_lambda_s, MEAN_PLACES)
    return 'lot'
  },
  net_quantity_marking: () => 'marking',
  retail_weighing_shortage: () => 'retail',
  retail_gold: () => 'gold',
  price_computation: (given) => {
    given.diff = signed(given.diff ?? '')
    return 'price'
  },
  nawi_tare_accuracy: (given) => {
    given.error = signed(given.E_tare ?? '')
    return 'tare'
  },
  nawi_discrimination: (given) => {
    inKilograms(given)
    return 'discrimination'
  },
  scale_new_regime: (given, _, { say, english }) => {
    const lacking = ([name, value]: [string, string]) =>
      MARKS.has(name) && ['absent', 'differs', 'not_found'].includes(value)
    const names = Object.entries(given)
      .filter(lacking)
      .map(([name]) => named('inputs', name, english))
    const state = names.length
      ? say('record.measured.regime_missing', { names: names.join(say('record.list_mark')) })
      : say('record.measured.regime_complete')
    given.missing =
      state + (given.platform_lookup_result === 'not_looked_up' ? say('record.measured.regime_offline') : '')
    return 'regime'
  },
  focimeter_zero: (given) => {
    given.sphere = signed(given.zero_sphere_D ?? '')
    if (given.zero_cylinder_D === undefined) return 'focimeter_zero'
    given.cylinder = signed(given.zero_cylinder_D)
    return 'focimeter_zero_both'
  },
  focimeter_error: (given) => {
    given.unit = given.quantity === 'prism' ? 'Δ' : 'D'
    for (const name of ['mean_reading', 'E']) given[name] = display(parse(given[name] ?? '0'), 3)
    given.error = signed(given.E ?? '')
    for (const name of ['standard', 'mean_reading']) given[name] = given[name]?.replace('-', '\u2212') ?? ''
    return 'focimeter'
  },
  spectacle_optical_centre_distance: (given, _, { say, english }) => {
    const side = (eye: string) =>
      given[`deviation_${eye}_mm`] === undefined
        ? ''
        : say('record.measured.centres_side', {
            eye: named('inputs', eye, english),
            deviation: signed(given[`deviation_${eye}_mm`] ?? ''),
            tol: toleranceOf(given, 'tol_single_side_mm', 'tol_single_side_prism'),
          })
    given.deviation = signed(given.deviation_mm ?? '')
    given.tol = toleranceOf(given, 'tol_mm', 'tol_prism')
    given.sides = side('right') + side('left')
    return 'centres'
  },
  spectacle_vertical_difference: (given) => {
    given.tol = toleranceOf(given, 'tol_mm', 'tol_prism')
    return 'heights'
  },
  spectacle_prism: (given, _, teller) => {
    given.eye = eyeText(given, teller)
    given.direction = named('choices', given.direction ?? '', teller.english)
    given.deviation = signed(given.deviation ?? '')
    return 'prism'
  },
  ready_made_centre_distance: (given) => {
    given.deviation = signed(given.deviation_mm ?? '')
    given.tol = toleranceOf(given, 'tol_mm', 'tol_prism')
    return 'ready_made'
  },
}

/** Readings and limit as they stand; nothing is concluded. */
function recordedText({ inputs }: Measurement, { say, english }: Teller): string {
  const found = recordedLimits.find((one) => one.kind === inputs.kind)
  const unit = found?.unit === '1' ? '' : (found?.unit ?? '')
  const pairs = Array.isArray(inputs.readings)
    ? inputs.readings.map((one): Given => ({ unit, ...texts(one ?? {}) }))
    : []
  const readings = pairs.map((one) => say(`record.measured.recorded_${'reference' in one ? 'pair' : 'one'}`, one))
  const limit = english ? found?.limit_en : found?.limit
  return say('record.measured.recorded', {
    kind: (english ? found?.title_en : found?.title) ?? String(inputs.kind ?? ''),
    readings: readings.map((one) => one.trim()).join(say('record.list_mark')),
    limit: limit
      ? say('record.measured.recorded_limit', {
          limit,
          confidence: named('confidence', found?.confidence ?? '', english),
        })
      : say('record.measured.recorded_no_limit'),
  })
}

/** Which eye a lens is for, where it was recorded. */
function eyeText({ eye }: Given, { say, english }: Teller): string {
  return eye === undefined ? '' : say('record.measured.eye', { eye: named('choices', eye, english) })
}

/** A tolerance is in millimetres, or in prism where the lens is weak. */
function toleranceOf(given: Given, millimetres: string, prism: string): string {
  return given[millimetres] === undefined ? `${given[prism] ?? ''} Δ` : `${given[millimetres]} mm`
}

/** Readings above a kilogram are said as the display shows them; the error and its limit stay in grams. */
function inKilograms(given: Given): void {
  const heavy = given.unit === 'g' && /^\d{4}/.test(given.load_L ?? '')
  given.load_unit = heavy ? 'kg' : (given.unit ?? '')
  if (!heavy) return
  given.load_L = trimmed(shifted(given.load_L ?? '0', -3))
  if (given.indication_I) given.indication_I = shifted(given.indication_I, -3)
}

function texts(values: { readonly [name: string]: unknown }): Given {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      ['string', 'number'].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  )
}
