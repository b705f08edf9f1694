// What a newer edition does to those before it: each that it follows ends the day before; nothing else moves.
import { type Edition, hasExpired } from './edition.ts'
import { Library } from './rulebook.ts'
import { bundledParts, fitting, readParts } from './stored-editions.ts'

const DAY_MS = 86_400_000

/** Whether `newer` takes over from `older`: a rule and the scope in common, begun later, while it is in force. */
export function follows(newer: Edition, older: Edition): boolean {
  const isShared = [...newer.procedures.keys()].some((rule) => older.procedures.has(rule))
  const isLater = newer.scope === older.scope && older.validFrom < newer.validFrom
  return isShared && isLater && !hasExpired(older, newer.validFrom)
}

export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10)
}

/** `older` as it stands once all of these are there. */
export function closed(older: Edition, newer: readonly Edition[]): Edition {
  let found = older
  for (const one of newer) if (follows(one, found)) found = { ...found, validTo: dayBefore(one.validFrom) }
  return found
}

/** The bundled editions and others from files, each an edition or a list of them. Refuses what cannot be read. */
export function givenOverBundled(documents: readonly unknown[]): Library {
  const given = documents.flat().flatMap(readParts)
  const succeeding = (editions: readonly Edition[]) => editions.map((one) => closed(one, given))
  return fitting([...new Library(succeeding(given)).editions, ...succeeding(bundledParts())])
}
