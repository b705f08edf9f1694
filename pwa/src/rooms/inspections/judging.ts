// One judgement as the record keeps it and as a screen shows it. The evaluator decides; this only asks and names.
import { computed } from 'vue'
import type { Measurement } from '@/contract/entities'
import { useLiveQuery } from '@/database/live-query'
import type { Evaluation, Reason } from '@/metrology/conclusion'
import { MetrologyProblem, type ProblemRecord } from '@/metrology/problems'
import { evaluate } from '@/metrology/rules'
import { overBundled } from '@/metrology/stored-editions'
import { type Meaning, means } from '@/metrology/verdicts'
import type { State } from '@/ui/state'

export interface Question {
  rule: string
  inputs: { [name: string]: unknown }
}

export interface Judgement extends Question {
  evaluation: Evaluation | null
  problem: ProblemRecord | null
}

// Read straight from the index, so that work waiting to be sent never makes it read again.
const stored = useLiveQuery((database) => database.base.where('keys').equals('rulebook').toArray())
const library = computed(() => overBundled((stored.data.value ?? []).map((row) => row.state)))

/** By the editions that were synced, over those this version ships; where it is shown, it follows what sync brings. */
export function judge({ rule, inputs }: Question, on: string): Judgement {
  try {
    return { rule, inputs, evaluation: evaluate(rule, inputs, on, { library: library.value }), problem: null }
  } catch (problem) {
    if (!(problem instanceof MetrologyProblem)) throw problem
    return { rule, inputs, evaluation: null, problem: problem.asRecord() }
  }
}

/** What the check keeps of a judgement: the readings, and what this phone made of them. */
export function measurementOf({ rule, inputs, evaluation, problem }: Judgement): Measurement {
  const phone = evaluation
    ? {
        verdict: evaluation.verdict,
        values: { ...evaluation.values },
        edition: evaluation.edition,
        basis: evaluation.basis,
        problem: null,
      }
    : { verdict: null, values: {}, edition: null, basis: null, problem }
  return { rule, inputs, nature: 'officer_check', screening: evaluation?.screening ?? false, phone }
}

const STATES = { within: 'ok', exceeds: 'bad', unjudged: 'stop', refused: 'stop' } as const satisfies Record<
  Meaning,
  State
>

export function stateOf(evaluation: Evaluation | null): State {
  return STATES[means(evaluation)]
}

/** A limit that a lawyer has not yet seen in its own text says so beside the verdict. */
export function isUnverified(evaluation: Evaluation): boolean {
  return evaluation.confidence === 'unverified' || evaluation.confidence === 'second_hand'
}

/** The comparison that decides: the first that exceeds, else the first. */
export function decisive(evaluation: Evaluation): Reason | null {
  return evaluation.reasons.find((reason) => reason.outcome === 'exceeds') ?? evaluation.reasons[0] ?? null
}
