// Which checklists a visit is asked, and each item once: by the venue, its parts, its instruments, or by hand. Pure.
// The server's twin is server/rulebooks/choice.py; both read one table.

import type { Check, Checklist } from '@/contract/entities'
import table from '../../../../server/rulebooks/asked.json'

export interface Venue {
  kind: string
  parts: string[]
  instruments: { kind: string; name: string }[]
}

const venues: { [kind: string]: string[] | undefined } = table.venues

/** What the visit is about: the venue's own first, then what its parts and instruments add, by name. */
export function subjectsOf({ kind, parts, instruments }: Venue): string[] {
  const about = (one: string) => venues[one] ?? [one]
  const added = parts.filter((one) => one !== 'other').flatMap(about)
  const texts = new Set(instruments.map((one) => `${one.kind} ${one.name}`))
  for (const [pattern = '', subject = ''] of table.instruments)
    if ([...texts].some((text) => RegExp(pattern).test(text))) added.push(subject)
  return [...new Set([...about(kind), ...added.sort()])]
}

/** What may be asked on a day beside the stalls, by code. */
function inForce(lists: readonly Checklist[], on: string): Checklist[] {
  return lists
    .filter((one) => one.target !== 'stall' && one.valid_from <= on && (one.valid_to === null || on <= one.valid_to))
    .sort((one, other) => (one.code < other.code ? -1 : 1))
}

/** Those in force, in the order they are answered; an item that stands in two of them is asked in the first. */
export function askedLists(
  lists: readonly Checklist[],
  venue: Venue,
  on: string,
  by_hand: readonly string[] = [],
): Checklist[] {
  const in_force = inForce(lists, on)
  const wanted = subjectsOf(venue).flatMap((subject) => in_force.filter((one) => one.venue_kind === subject))
  const known = new Set<string>()
  return [...new Set([...wanted, ...in_force.filter((one) => by_hand.includes(one.code))])]
    .map((one) => ({ ...one, items: one.items.filter(({ code }) => !known.has(code) && known.add(code)) }))
    .filter((one) => one.items.length > 0)
}

/** Those that may be opened by hand beside the asked ones: each that would still ask something. */
export function furtherLists(lists: readonly Checklist[], asked: readonly Checklist[], on: string): Checklist[] {
  const known = new Set(asked.flatMap((one) => [one.code, ...one.items.map((item) => item.code)]))
  return inForce(lists, on).filter((one) => !known.has(one.code) && one.items.some((item) => !known.has(item.code)))
}

/** The draft of the first list has no topic: it is the one that a visit always had. */
export function topicOf(list: Checklist | undefined, asked: readonly Checklist[]): string | undefined {
  return list && list.code !== asked[0]?.code ? list.code : undefined
}

export function checklistPath(id: string, code: string | null | undefined): string {
  return `/visit/${id}/checklist${code ? `?list=${code}` : ''}`
}

/** The check that answered this list; one that says why nothing could be checked stands for all of them. */
export function answers(list: Pick<Checklist, 'code'>, check: Check, premises_id: string): boolean {
  if (check.premises_id !== premises_id || !['organiser', 'premises'].includes(check.target)) return false
  return check.checklist_code === list.code || check.outcome !== 'checked'
}
