// What the metrology room refuses, each with a name; the sentences a person reads stand in the server's `wording.json`,
// which both languages share.
import { type Words, wording } from './data.ts'

export interface ProblemRecord extends Words {
  readonly slug: string
  readonly pointer: string
}

const SIMPLE_NAME = /^[A-Za-z0-9_]{1,40}$/

/** One refusal: `slug` names it, `pointer` (RFC 6901) says which part of what was given is meant. */
export class MetrologyProblem extends Error {
  readonly slug: string
  readonly pointer: string

  constructor(slug: string, pointer = '') {
    super(`${slug} ${pointer}`.trimEnd())
    this.name = 'MetrologyProblem'
    this.slug = slug
    this.pointer = pointer
  }

  asRecord(): ProblemRecord {
    const words = wording.problems?.[this.slug] ?? { title: this.slug, title_en: this.slug }
    return { slug: this.slug, pointer: this.pointer, title: words.title, title_en: words.title_en }
  }
}

/** The reading that a refusal means, by the names under which the wording has it, from the group inwards; a list has none. */
export function readingMeant(pointer: string | null | undefined): string[] {
  const parts = (pointer ?? '').split('/')
  return parts.filter(
    (part, at) => part in (wording.inputs ?? {}) && !(/^\d+$/.test(parts[at + 1] ?? '') && parts[at + 2]),
  )
}

/** Only a plain name is repeated to the reader; a hostile one is answered with its parent. */
export function pointerTo(parent: string, name: string): string {
  return SIMPLE_NAME.test(name) ? `${parent}/${name}` : parent
}

/** The members of a JSON object, whether it was read by our strict reader (a Map) or is a plain object of the app. */
export function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value instanceof Map) return value as ReadonlyMap<string, unknown>
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return new Map(Object.entries(value))
}
