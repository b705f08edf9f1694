// 连查: one stall after another in walking order. Which comes next, how many are done, and the few questions each is asked.
import type { Checklist, Premises } from '@/contract/entities'
import type { View } from '@/sync/core/view'
import type { CheckView } from './checks'

export type StallView = View<Premises>

/** Places where one walks from stall to stall. */
export const isMarket = (kind: string | undefined): boolean =>
  ['market', 'wholesale_market', 'fair'].includes(kind ?? '')

/** Stalls in the order one walks; a number decides where the order is the same. */
export function walkingOrder(stalls: readonly StallView[]): StallView[] {
  const active = stalls.filter((one) => one.state.kind === 'stall' && one.state.state !== 'retired')
  return active.sort(
    (one, other) =>
      one.state.walking_order - other.state.walking_order ||
      (one.state.position_no ?? '').localeCompare(other.state.position_no ?? '', 'en', { numeric: true }) ||
      one.id.localeCompare(other.id),
  )
}

export function visited(checks: readonly CheckView[]): Set<string> {
  return new Set(
    checks.flatMap((one) => (one.state.target === 'stall' && one.state.premises_id ? [one.state.premises_id] : [])),
  )
}

/** The next stall not yet visited after this one, going round once; null when all are done. */
export function nextStall(
  ordered: readonly StallView[],
  done: ReadonlySet<string>,
  after: string | null,
): StallView | null {
  const at = ordered.findIndex((one) => one.id === after)
  const round = [...ordered.slice(at + 1), ...ordered.slice(0, at + 1)]
  return round.find((one) => !done.has(one.id) && one.id !== after) ?? null
}

/** The one instrument that the short screen of a stall asks about: its first scale, else whatever it has. */
export function instrumentOfStall<I extends { state: { kind: string } }>(instruments: readonly I[]): I | null {
  return instruments.find((one) => one.state.kind === 'nawi') ?? instruments[0] ?? null
}

/** What a stall is asked in one tap each; a question may answer two items of the checklist that one look settles. */
export const QUICK_QUESTIONS = [
  { key: 'place', items: ['ST02'] },
  { key: 'marks', items: ['U06', 'U07'] },
  { key: 'cheating', items: ['ST04'] },
] as const

export type QuickKey = (typeof QUICK_QUESTIONS)[number]['key']

/** The item that the ledger answers by itself. */
export const VALIDITY_ITEM = 'ST03'

export interface QuickQuestion {
  key: QuickKey
  items: string[]
}

/** Only questions that this edition of the checklist has. */
export function quickQuestions(checklist: Checklist): QuickQuestion[] {
  const known = new Set(checklist.items.map((item) => item.code))
  return QUICK_QUESTIONS.map(({ key, items }) => ({ key, items: items.filter((code) => known.has(code)) })).filter(
    ({ items }) => items.length > 0,
  )
}
