// The nature of a measurement: the officer's own check, or a test that a technical institution made and answers for.
import type { ComputedRef, InjectionKey } from 'vue'
import type { Check, Measurement, Tester } from '@/contract/entities'

/** Who tests in the check being filled in, for every part of its screen. */
export const TESTER: InjectionKey<ComputedRef<Tester | null>> = Symbol()

export function testerOf(check: Pick<Check, 'measurements'>): Tester | null {
  return check.measurements.find((one) => one.tester)?.tester ?? null
}

/** All readings of one check are of one nature. */
export function testedBy(tester: Tester | null | undefined, one: Measurement): Measurement {
  const { tester: _, ...rest } = one
  return tester ? { ...rest, nature: 'institution_test', tester: { ...tester } } : { ...rest, nature: 'officer_check' }
}

/** What a certificate needs to be found again; null until nothing is missing. */
export function finishedTester({ institution, person, certificate_number }: Tester): Tester | null {
  const given = {
    institution: institution.trim(),
    person: person.trim(),
    certificate_number: certificate_number.trim(),
  }
  return Object.values(given).includes('') ? null : given
}

/** Each once, the latest first. */
export function distinctTesters(given: readonly (Tester | null | undefined)[]): Tester[] {
  const found = new Map<string, Tester>()
  for (const one of given) {
    if (!one) continue
    found.delete(testerKey(one))
    found.set(testerKey(one), one)
  }
  return [...found.values()].reverse()
}

/** The order of the members says nothing. */
export function testerKey(one: Tester | null | undefined): string {
  return JSON.stringify([one?.institution, one?.person, one?.certificate_number])
}

/** Two sentences in a row of the same nature say it once. */
export function natureKey({ nature, tester }: Measurement): string {
  return nature + testerKey(tester)
}
