// A judgement as a screen says it: state, words, figures with their signs, clause. Pixels and words only.
import type { Evaluation, Reason } from '@/metrology/conclusion'
import { absolute, compare, display, parse } from '@/metrology/rationals'
import { signed } from '@/ui/error-scale'
import type { State } from '@/ui/state'
import { decisive, isUnverified, type Judgement, stateOf } from './judging'

/** what is judged: an error of indication, a spread, a lens, what a charger shows; a pack, a lot, a marking, a sale by weight, an amount */
export type Judged =
  | 'error'
  | 'zero'
  | 'eccentric'
  | 'repeat'
  | 'lens'
  | 'operating'
  | 'clock'
  | 'amount'
  | 'single'
  | 'lot'
  | 'marking'
  | 'retail'
  | 'price'
  | 'tare'
  | 'tolerance'
  | 'met'

export interface ShownVerdict {
  state: State
  of: Judged
  /** key under inspections.verdict */
  word: string
  /** what the evaluator refused, by language */
  problem: { title: string; title_en: string; pointer?: string } | null
  error: string | null
  limit: string | null
  unit: string
  /** the quantity that is compared where it is no error of indication, and whether its limit is a least, a greatest, or one both ways */
  quantity: string | null
  bound: 'least' | 'most' | 'both' | 'allowed' | 'state'
  clause: string | null
  clause_en: string | null
  unverified: boolean
  screening: boolean
  reference_only: boolean
  edition: string
}

const OF: { [rule: string]: Judged } = {
  nawi_zero_accuracy: 'zero',
  nawi_eccentricity: 'eccentric',
  nawi_repeatability: 'repeat',
  fuel_dispenser_repeatability: 'repeat',
  spectacle_lens_power: 'lens',
  ev_charger_operating_error: 'operating',
  ev_charger_clock_error: 'clock',
  ev_charger_amount: 'amount',
  net_quantity_single: 'single',
  net_quantity_lot: 'lot',
  net_quantity_marking: 'marking',
  retail_weighing_shortage: 'retail',
  retail_gold: 'retail',
  price_computation: 'price',
  nawi_tare_accuracy: 'tare',
  focimeter_zero: 'zero',
  nawi_discrimination: 'met',
  scale_new_regime: 'met',
  spectacle_optical_centre_distance: 'tolerance',
  spectacle_vertical_difference: 'tolerance',
  spectacle_prism: 'tolerance',
  ready_made_centre_distance: 'tolerance',
}

/** Judged by what was given, not by an error of indication. */
export const OF_GOODS: ReadonlySet<Judged> = new Set(['single', 'lot', 'marking', 'retail', 'price'])
/** What a reason compares is named, because it is no error of indication. */
const NAMED: ReadonlySet<Judged> = new Set([...OF_GOODS, 'eccentric', 'met', 'tolerance', 'lens', 'repeat'])
/** A mean and its least value both go on; three places tell them apart for reading. */
export const MEAN_PLACES = '0.00'
const LEAST: ReadonlySet<string> = new Set(['mean', 'character_height_mm'])
/** A height, a prism, a spread are magnitudes: they can only be too large. */
const MAGNITUDES: ReadonlySet<string> = new Set(
  'vertical_difference_mm prism prism_right prism_left dev_axis range range_percent'.split(' '),
)

export function judgedThing(rule: string): Judged {
  return OF[rule] ?? 'error'
}

/** An error keeps within both ways, and so does an amount; goods fall short, or must reach something. */
export function boundOf(rule: string, quantity: string): ShownVerdict['bound'] {
  const thing = judgedThing(rule)
  if (thing === 'price') return 'allowed'
  if (rule === 'scale_new_regime') return 'state'
  if (thing === 'met') return 'least'
  if (MAGNITUDES.has(quantity)) return 'most'
  if (!OF_GOODS.has(thing)) return 'both'
  return LEAST.has(quantity) ? 'least' : 'most'
}

export function shownVerdict(judgement: Judgement | null): ShownVerdict | null {
  if (!judgement) return null
  const { evaluation, problem } = judgement
  if (evaluation) return shownEvaluation(evaluation)
  return {
    state: 'stop',
    of: 'error',
    word: 'problem',
    problem,
    error: null,
    limit: null,
    unit: '',
    quantity: null,
    bound: 'both',
    clause: null,
    clause_en: null,
    unverified: false,
    screening: false,
    reference_only: false,
    edition: '',
  }
}

function shownEvaluation(evaluation: Evaluation): ShownVerdict {
  const of = judgedThing(evaluation.rule)
  const reason = of === 'eccentric' ? furthest(evaluation) : decisive(evaluation)
  // the unit as marked is a word, not a figure: the sentence says it
  const isUnit = reason?.quantity === 'marked_unit_size'
  // and what falls short by more than 2 T is shown against 2 T
  const figures = isUnit || evaluation.verdict === 'T2_defective' ? (evaluation.reasons.at(-1) ?? null) : reason
  const isUnitWrong = isUnit && reason.outcome === 'exceeds'
  const cited = isUnitWrong ? reason : figures
  const unending = of === 'lot' ? MEAN_PLACES : undefined
  return {
    state: stateOf(evaluation),
    of,
    word: isUnitWrong ? 'unit' : evaluation.verdict,
    problem: null,
    error: figures && brief(figures.value, unending ?? figures.limit),
    limit: figures && brief(figures.limit, unending ?? figures.limit),
    unit: figures?.unit ?? '',
    quantity: NAMED.has(of) ? (figures?.quantity ?? null) : null,
    bound: figures ? boundOf(evaluation.rule, figures.quantity) : 'both',
    clause: cited?.clause ?? evaluation.basis,
    clause_en: cited?.clause_en ?? evaluation.basis,
    unverified: isUnverified(evaluation),
    screening: evaluation.screening && evaluation.rule !== 'scale_new_regime',
    reference_only: evaluation.reference_only,
    edition: evaluation.edition,
  }
}

/** Of several positions with one limit the largest error decides. */
function furthest({ reasons }: Evaluation): Reason | null {
  const size = (one: Reason) => absolute(parse(one.value))
  const [first = null, ...others] = reasons
  return others.reduce((most, one) => (most && compare(size(one), size(most)) > 0 ? one : most), first)
}

/** An endless decimal is cut for reading, one place finer than its limit; the record keeps every digit. */
export function brief(value: string, limit: string): string {
  const places = (limit.split('.')[1]?.length ?? 0) + 1
  return (value.split('.')[1]?.length ?? 0) > places ? display(parse(value), places) : value
}

export function signedError(verdict: ShownVerdict): string {
  if (verdict.error === null) return ''
  if (verdict.bound === 'state') return verdict.error
  const isOneSided = verdict.bound === 'least' || verdict.bound === 'most'
  return isOneSided ? verdict.error.replace('-', '\u2212') : signed(verdict.error)
}

/** A short tremble when a reading exceeds its limit, where the phone can. */
export function tremble(): void {
  if (typeof navigator !== 'undefined' && 'vibrate' in navigator) navigator.vibrate(80)
}
