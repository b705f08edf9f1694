// What holds a row of the base: the scopes that sent it and, while they are fetched again or unsent work needs it, these two.

/** No scope holds it any more; unsent work here speaks about it, so it stays readable until that is sent. */
export const WORK = 'work:'

const AGAIN = 'again:'

/** This scope held it and is being fetched again from 0: the row stays until the scope is whole. */
export function again(scope: string): string {
  return AGAIN + scope
}

/** The first key of all rows that wait for a scope to be whole. */
export const ALL_AGAIN = AGAIN

export function isScope(holder: string): boolean {
  return holder !== WORK && !holder.startsWith(AGAIN)
}

export function joined(holders: readonly string[], scope: string): string[] {
  return [...holders.filter((one) => one !== scope && one !== again(scope) && one !== WORK), scope]
}

export function left(holders: readonly string[], scope: string): string[] {
  return holders.filter((one) => one !== scope && one !== again(scope))
}

/** Every scope is whole: what none of them sent again is not there any more. */
export function settled(holders: readonly string[]): string[] {
  return holders.filter((one) => !one.startsWith(AGAIN))
}
