// Dated editions of limits and coefficients, chosen by the date of judgement.
// An edition is never changed once used; a correction is a new edition.
import { isCalendarDate } from './dates.ts'
import { type Edition, hasExpired, isInForce } from './edition.ts'
import { MetrologyProblem } from './problems.ts'

/** Why an edition is used: named with the readings, in force on the date, or by then only a reference. */
export type Ground = 'given' | 'in_force' | 'reference'

export interface Choice {
  readonly edition: Edition
  readonly ground: Ground
}

export interface Wanted {
  readonly on: string | null
  readonly scope: string | null
  readonly named: string | null
}

/** A set of editions. Two editions of one rule and scope may never be in force on the same day. */
export class Library {
  readonly editions: readonly Edition[]

  constructor(editions: readonly Edition[]) {
    this.editions = [...editions].sort(byValidity)
    this.editions.forEach((earlier, index) => {
      for (const later of this.editions.slice(index + 1)) refuseRivals(earlier, later)
    })
  }

  choose(rule: string, { on, scope, named }: Wanted): Choice {
    const candidates = this.editions.filter((edition) => edition.procedures.has(rule))
    if (named !== null) return { edition: namedAmong(candidates, named), ground: 'given' }
    if (on === null) throw new MetrologyProblem('date_missing', '/on')
    if (!isCalendarDate(on)) throw new MetrologyProblem('date_invalid', '/on')
    // The particular goes before the general: an edition for this kind of instrument beats one for all kinds.
    for (const wanted of new Set([scope, null])) {
      const edition = candidates.find((candidate) => candidate.scope === wanted && isInForce(candidate, on))
      if (edition !== undefined) return { edition, ground: 'in_force' }
    }
    return { edition: lastReference(candidates, on, scope), ground: 'reference' }
  }
}

function byValidity(left: Edition, right: Edition): number {
  if (left.validFrom !== right.validFrom) return left.validFrom < right.validFrom ? -1 : 1
  if (left.name === right.name) return 0
  return left.name < right.name ? -1 : 1
}

function namedAmong(candidates: readonly Edition[], name: string): Edition {
  const found = candidates.find((edition) => edition.name === name)
  if (found === undefined) throw new MetrologyProblem('edition_unknown', '/inputs/edition')
  return found
}

/** Where nothing newer has numbers, an expired edition may still be quoted, but only as a reference. */
function lastReference(candidates: readonly Edition[], on: string, scope: string | null): Edition {
  const expired = candidates.filter((edition) => edition.referenceAfter && hasExpired(edition, on))
  for (const wanted of new Set([scope, null])) {
    const last = expired.filter((edition) => edition.scope === wanted).at(-1)
    if (last !== undefined) return last
  }
  throw new MetrologyProblem('edition_missing', '/on')
}

function refuseRivals(earlier: Edition, later: Edition): void {
  const isShared = [...earlier.procedures.keys()].some((rule) => later.procedures.has(rule))
  if (!isShared) return
  if (earlier.name === later.name) throw new MetrologyProblem('rulebook_edition_twice', '/edition')
  if (earlier.scope === later.scope && !hasExpired(earlier, later.validFrom)) {
    throw new MetrologyProblem('rulebook_editions_overlap', '/valid_from')
  }
}
