// How far a checklist is, and what is still missing from it: an unanswered item, or what a failure must be given.
import type { Checklist, ChecklistItem } from '@/contract/entities'
import type { State } from '@/ui/state'
import type { CheckDraft, DraftAnswer } from './check-draft'

export type Ask = 'note' | 'photo' | 'measure'

export interface Missing {
  item: string
  /** null: not answered at all */
  ask: Ask | null
}

const STATES = { conforming: 'ok', nonconforming: 'bad', not_applicable: 'stop' } as const

/** What 不符合 must be given; an older edition without its own list asks by the kind of failure. */
export function asksOf(item: ChecklistItem): readonly Ask[] {
  if (item.asks) return item.asks
  return { info: ['note'], rectify: ['note', 'measure'], penalty: ['note', 'photo', 'measure'] }[
    item.on_failure
  ] as Ask[]
}

export function missingOf(item: ChecklistItem, answer: DraftAnswer | undefined): Missing[] {
  if (!answer) return [{ item: item.code, ask: null }]
  if (answer.answer !== 'nonconforming') return []
  return asksOf(item)
    .filter((ask) => !isGiven(ask, answer))
    .map((ask) => ({ item: item.code, ask }))
}

function isGiven(ask: Ask, answer: DraftAnswer): boolean {
  if (ask === 'note') return answer.note.trim() !== ''
  return ask === 'photo' ? answer.photos.length > 0 : answer.measure !== null
}

export interface Progress {
  answered: number
  total: number
  segments: (State | null)[]
  missing: Missing[]
}

export function progressOf(checklist: Checklist, draft: CheckDraft): Progress {
  const answers = checklist.items.map((item) => draft.answers[item.code])
  return {
    answered: answers.filter(Boolean).length,
    total: checklist.items.length,
    segments: answers.map((answer) => (answer ? STATES[answer.answer] : null)),
    missing: checklist.items.flatMap((item, index) => missingOf(item, answers[index])),
  }
}

/** The edition in force on the day of the visit, for what is being checked there. */
export function checklistFor(
  checklists: readonly Checklist[],
  venue_kind: string,
  target: Checklist['target'],
  on: string,
): Checklist | null {
  return (
    checklists.find(
      (one) =>
        one.venue_kind === venue_kind &&
        one.target === target &&
        one.valid_from <= on &&
        (one.valid_to === null || on <= one.valid_to),
    ) ?? null
  )
}
