// The checks of a visit as a whole: which ones hold, what each concludes, and which photos it names.
import type { Check, Evaluation } from '@/contract/entities'
import { type Meaning, means } from '@/metrology/verdicts'
import type { View } from '@/sync/core/view'
import type { State } from '@/ui/state'
import { refuses } from './standards'

export type CheckView = View<Check>
export type Conclusion = 'conforming' | 'nonconforming' | 'inconclusive' | 'not_checked'

/** Without those that a later check replaced, and those the office refused. */
export function effective(checks: readonly CheckView[]): CheckView[] {
  const held = checks.filter((one) => one.trouble === null)
  const replaced = new Set(held.flatMap((one) => (one.state.replaces ? [one.state.replaces] : [])))
  return held.filter((one) => !replaced.has(one.id))
}

/** A verdict measured with a standard that does not hold is none (ADR 0016); one by a superseded edition judges nothing (ADR 0017). */
export function counts(one: Evaluation): Meaning {
  return refuses(one) ? 'refused' : means(one)
}

export function countedOf(check: Check): Meaning[] {
  return (check.server_evaluation ?? check.measurements.map((one) => one.phone)).map(counts)
}

/** The same words, by the same rule, as the server's. */
export function conclusionOf(check: Check): Conclusion {
  if (check.outcome !== 'checked') return 'not_checked'
  const found = countedOf(check)
  const answers = [...check.answers, ...check.identity_checks].map((one) => one.answer as string)
  if (found.includes('exceeds') || answers.includes('nonconforming') || answers.includes('mismatch'))
    return 'nonconforming'
  if (found.includes('refused') || answers.includes('unseen')) return 'inconclusive'
  return found.includes('within') || answers.length > 0 ? 'conforming' : 'inconclusive'
}

/** As a person reads it: a check that measured by superseded editions alone says so, instead of that something is open. */
export function conclusionWord(check: Check): Conclusion | 'reference' {
  const conclusion = conclusionOf(check)
  const told = check.server_evaluation ?? check.measurements.map((one) => one.phone)
  const unseen = check.identity_checks.some((one) => one.answer === 'unseen')
  const isOpen = unseen || told.some((one) => counts(one) === 'refused')
  return conclusion === 'inconclusive' && !isOpen && told.some((one) => one.reference) ? 'reference' : conclusion
}

const STATES = {
  conforming: 'ok',
  nonconforming: 'bad',
  inconclusive: 'warn',
  not_checked: 'stop',
  reference: 'stop',
} as const

export function conclusionState(conclusion: keyof typeof STATES): State {
  return STATES[conclusion]
}

export function photosOf(check: Check): string[] {
  return [...new Set([...check.photos, ...check.answers.flatMap((answer) => answer.photos)])]
}

export function findings(checks: readonly CheckView[]): CheckView[] {
  return checks.filter((one) => conclusionOf(one.state) === 'nonconforming')
}

/** The check of one subject that holds now, if there is one. */
export function checkFor(
  checks: readonly CheckView[],
  subject: { target: Check['target']; premises_id: string | null; instrument_id?: string | null },
): CheckView | null {
  return (
    checks.find(
      ({ state }) =>
        state.target === subject.target &&
        state.premises_id === subject.premises_id &&
        (subject.instrument_id === undefined || state.instrument_id === subject.instrument_id),
    ) ?? null
  )
}
