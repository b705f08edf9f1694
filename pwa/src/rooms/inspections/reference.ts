// A verdict by an edition that was over on the day informs and concludes nothing (ADR 0017). Its twin on the server is
// `with_reference` in server/inspections/evaluation.py.
import type { Inspection, Measurement } from '@/contract/entities'
import { isReference } from '@/metrology/verdicts'

type Visit = Pick<Inspection, 'conditions'>

/** Whether this verdict only informs; in a visit begun before the rule it counts as it always did. */
export function onlyInforms(evaluation: { basis: string | null }, visit: Visit): boolean {
  return visit.conditions.reference_rule === '1' && isReference(evaluation)
}

export function withReference(one: Measurement, visit: Visit): Measurement {
  return onlyInforms(one.phone, visit) ? { ...one, phone: { ...one.phone, reference: true } } : one
}
