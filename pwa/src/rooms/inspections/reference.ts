// A verdict by an edition that was over on the day informs and concludes nothing (ADR 0017). Its twin on the server is
// `with_reference` in server/inspections/evaluation.py.
import type { Inspection, Measurement } from '@/contract/entities'
import type { Evaluation } from '@/metrology/conclusion'
import { isReference } from '@/metrology/verdicts'
import type { State } from '@/ui/state'
import { stateOf } from './judging'

type Visit = Pick<Inspection, 'conditions'>

/** Whether this verdict only informs; in a visit begun before the rule it counts as it always did. */
export function onlyInforms(evaluation: { basis: string | null }, visit: Visit): boolean {
  return visit.conditions.reference_rule === '1' && isReference(evaluation)
}

/** How a judgement stands in a list of tests, before its check is completed. */
export function standingOf(evaluation: Evaluation | null, visit: Visit): State {
  return evaluation && onlyInforms(evaluation, visit) ? 'stop' : stateOf(evaluation)
}

export function withReference(one: Measurement, visit: Visit): Measurement {
  return onlyInforms(one.phone, visit) ? { ...one, phone: { ...one.phone, reference: true } } : one
}
