// Editions as a database or a phone holds them, put before those that ship with the program.
// Stored is one rule of one edition: the JSON edition and `rule`, so that a successor of one rule leaves the others alone.
import { bundled } from './bundled-editions.ts'
import type { Edition } from './edition.ts'
import { MetrologyProblem, membersOf } from './problems.ts'
import { Library } from './rulebook.ts'
import { readEdition } from './rulebook-reader.ts'

/** The edition once for each rule that it serves. */
export function parts(edition: Edition): Edition[] {
  return [...edition.procedures].map((one) => ({ ...edition, procedures: new Map([one]) }))
}

/** A JSON edition, or one as it is stored: `rule` beside its fields names the only rule that it serves. */
export function readParts(given: unknown): Edition[] {
  const members = new Map(membersOf(given))
  const rule = members.get('rule') ?? null
  if (rule === null) return parts(readEdition(given))
  members.delete('rule')
  const served = parts(readEdition(members)).filter(({ procedures }) => procedures.has(rule as string))
  if (served.length === 0) throw new MetrologyProblem('rulebook_field_invalid', '/rule')
  return served
}

/** Stored editions win by rule and name; one that this version cannot read is left out, and never an obstacle. */
export function overBundled(stored: readonly unknown[]): Library {
  return fitting([...stored.flatMap((given) => orElse([], () => readParts(given))), ...bundledParts()])
}

export const bundledParts = (): Edition[] => bundled().editions.flatMap(parts)

/** Those that can stand together: each is kept unless it is there already or rules beside one before it. */
export function fitting(editions: readonly Edition[]): Library {
  return editions.reduce(
    (library, one) => orElse(library, () => new Library([...library.editions, one])),
    new Library([]),
  )
}

function orElse<T>(otherwise: T, act: () => T): T {
  try {
    return act()
  } catch (problem) {
    if (!(problem instanceof MetrologyProblem)) throw problem
    return otherwise
  }
}
