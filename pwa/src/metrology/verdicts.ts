// The words a judgement may end in, and what each means for the check that it belongs to.

export type Meaning = 'within' | 'exceeds' | 'unjudged' | 'refused'

// T1: short by more than the tolerance T; T2: by more than twice T (studies: domain §8.1, §8.3).
const MEANINGS = {
  pass: 'within',
  ok: 'within',
  fail: 'exceeds',
  T1_defective: 'exceeds',
  T2_defective: 'exceeds',
  value: 'unjudged',
} as const satisfies Readonly<Record<string, Meaning>>

const BY_WORD: ReadonlyMap<string, Meaning> = new Map(Object.entries(MEANINGS))

export type Verdict = keyof typeof MEANINGS

interface Judged {
  readonly verdict: string | null
  readonly problem?: { readonly slug: string } | null
  readonly reference?: boolean | null
}

/** Judged by an edition that was over on the day, because nothing newer with numbers is known. */
export function isReference({ basis }: { readonly basis: string | null }): boolean {
  return (basis ?? '').split('; ').includes('reference_only')
}

/**
 * `within`, `exceeds`, `unjudged` where nothing was to be judged, `refused` where nothing could be. A word of a later
 * release is one that this phone cannot read, so it counts for nothing. A verdict that its visit counts as a mere
 * reference is shown and judges nothing (ADR 0017).
 */
export function means(evaluation: Judged | null | undefined): Meaning {
  if (evaluation?.reference || evaluation?.problem?.slug === 'record_only') return 'unjudged'
  return BY_WORD.get(evaluation?.verdict ?? '') ?? 'refused'
}
