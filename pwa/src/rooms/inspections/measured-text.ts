// One measurement as a sentence of the record: the reading, the error, the limit, and whether it keeps within.
import type { Measurement } from '@/contract/entities'
import { display, parse } from '@/metrology/rationals'
import { isReference } from '@/metrology/verdicts'
import { signed } from '@/ui/error-scale'
import { shifted, trimmed } from './decimal-text'
import type { Teller } from './record-facts'
import { refuses } from './standards'
import { brief, judgedThing, MEAN_PLACES, OF_GOODS } from './verdict'
import { named } from './wording-name'

export function measurementText(one: Measurement, teller: Teller): string {
  const { say, english } = teller
  const { verdict, values, problem } = one.phone
  if (verdict === null)
    return say('record.measured.problem', { reason: (english ? problem?.title_en : problem?.title) ?? '' })
  const thing = judgedThing(one.rule)
  const given: { [name: string]: string } = {
    ...texts(one.inputs),
    ...texts(values),
    verdict: say(`record.verdict.${OF_GOODS.has(thing) ? `${thing}_` : ''}${verdict}`),
  }
  for (const name of SHORTAGES) if (given[name]) given[name] = given[name].replace('-', '\u2212')
  for (const name of CHOSEN) if (given[name] !== undefined) given[name] = named('choices', given[name], english)
  const words = WRITERS[one.rule]
  const sentence = words ? say(`record.measured.${words(given)}`, given) : say('record.measured.other', given)
  const remarks = [
    ...(one.screening ? ['screening'] : []),
    // judged by an edition that was replaced: nothing newer has such a rule
    ...(isReference(one.phone) ? [one.phone.reference ? 'reference_unjudged' : 'reference_only'] : []),
  ]
  const reason = refuses(one.phone) ? say('record.pause') + say(`standard.${one.phone.standard}`) : ''
  return sentence + remarks.map((remark) => say(`record.measured.${remark}`)).join('') + reason
}

type Given = { [name: string]: string }

/** More than was due is a negative shortage, with the minus that a reader expects. */
const SHORTAGES = ['shortage', 'diff_g'] as const
/** Inputs that were chosen from a list, which the rulebooks word. */
const CHOSEN = ['price_band', 'recheck_method', 'item'] as const

/** Each prepares the figures as they are read aloud and names its sentence. */
const WRITERS: { [rule: string]: (given: Given) => string } = {
  nawi_indication_error: (given) => {
    inKilograms(given)
    given.error = signed(given.Ec ?? '')
    return given.additional_dL === undefined ? 'scale_quick' : 'scale'
  },
  nawi_repeatability: (given) => {
    inKilograms(given)
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
  spectacle_lens_power: (given) => {
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
