// A judgement as a screen says it: state, words, figures with their signs, clause. Pixels and words only.
import type { Evaluation } from '@/metrology/conclusion'
import { display, parse } from '@/metrology/rationals'
import { signed } from '@/ui/error-scale'
import type { State } from '@/ui/state'
import { decisive, isUnverified, type Judgement, stateOf } from './judging'

export interface ShownVerdict {
  state: State
  /** what is judged: an error of indication, a spread, a lens, what a charger shows */
  of: 'error' | 'repeat' | 'lens' | 'operating' | 'clock' | 'amount'
  /** key under inspections.verdict */
  word: string
  /** what the evaluator refused, by language */
  problem: { title: string; title_en: string } | null
  error: string | null
  limit: string | null
  unit: string
  clause: string | null
  clause_en: string | null
  unverified: boolean
  screening: boolean
  reference_only: boolean
  edition: string
}

const OF: { [rule: string]: ShownVerdict['of'] } = {
  nawi_repeatability: 'repeat',
  fuel_dispenser_repeatability: 'repeat',
  spectacle_lens_power: 'lens',
  ev_charger_operating_error: 'operating',
  ev_charger_clock_error: 'clock',
  ev_charger_amount: 'amount',
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
    clause: null,
    clause_en: null,
    unverified: false,
    screening: false,
    reference_only: false,
    edition: '',
  }
}

function shownEvaluation(evaluation: Evaluation): ShownVerdict {
  const reason = decisive(evaluation)
  return {
    state: stateOf(evaluation),
    of: OF[evaluation.rule] ?? 'error',
    word: evaluation.verdict,
    problem: null,
    error: reason && brief(reason.value, reason.limit),
    limit: reason?.limit ?? null,
    unit: reason?.unit ?? '',
    clause: reason?.clause ?? evaluation.basis,
    clause_en: reason?.clause_en ?? evaluation.basis,
    unverified: isUnverified(evaluation),
    screening: evaluation.screening,
    reference_only: evaluation.reference_only,
    edition: evaluation.edition,
  }
}

/** An endless decimal is cut for reading, one place finer than its limit; the record keeps every digit. */
function brief(value: string, limit: string): string {
  const places = (limit.split('.')[1]?.length ?? 0) + 1
  return (value.split('.')[1]?.length ?? 0) > places ? display(parse(value), places) : value
}

export function signedError(verdict: ShownVerdict): string {
  return verdict.error === null ? '' : signed(verdict.error)
}

/** A short tremble when a reading exceeds its limit, where the phone can. */
export function tremble(): void {
  if (typeof navigator !== 'undefined' && 'vibrate' in navigator) navigator.vibrate(80)
}
