// Reads what was typed: every input is checked here, in the order a procedure asks, and refused by name.
import { MetrologyProblem, membersOf, pointerTo } from './problems.ts'
import { compare, parse, type Rational, rational } from './rationals.ts'

const MAX_LIST = 100
const WHOLE_NUMBER = /^-?[0-9]+$/

export interface Bounds {
  readonly above?: string
  readonly atLeast?: string
  readonly atMost?: string
}

/** One group of named inputs; `null` counts as not given. */
export class Inputs {
  readonly given: ReadonlyMap<string, unknown>
  readonly pointer: string

  constructor(given: unknown, pointer = '/inputs') {
    const members = membersOf(given)
    if (members === undefined) throw new MetrologyProblem('group_expected', pointer)
    this.given = members
    this.pointer = pointer
  }

  /** A misspelt optional input would be ignored silently, and the verdict wrong; so nothing unknown is let in. */
  only(names: readonly string[]): void {
    for (const name of this.given.keys()) {
      if (!names.includes(name)) throw new MetrologyProblem('input_unknown', pointerTo(this.pointer, name))
    }
  }

  has(name: string): boolean {
    return (this.given.get(name) ?? null) !== null
  }

  require(name: string): unknown {
    if (!this.has(name)) throw new MetrologyProblem('input_missing', `${this.pointer}/${name}`)
    return this.given.get(name)
  }

  /** The input as typed, already known to be a number; a given limit is quoted this way. */
  text(name: string): string {
    return String(this.require(name))
  }

  decimal(name: string, bounds: Bounds = {}): Rational {
    const value = parse(this.require(name), `${this.pointer}/${name}`)
    const { above, atLeast, atMost } = bounds
    const isOutside =
      (above !== undefined && compare(value, parse(above)) <= 0) ||
      (atLeast !== undefined && compare(value, parse(atLeast)) < 0) ||
      (atMost !== undefined && compare(value, parse(atMost)) > 0)
    if (isOutside) throw new MetrologyProblem('value_out_of_range', `${this.pointer}/${name}`)
    return value
  }

  /** A count: a JSON integer, or the same figures as text. */
  whole(name: string, atLeast: bigint, atMost: bigint): Rational {
    const given = this.require(name)
    const pointer = `${this.pointer}/${name}`
    const text = typeof given === 'bigint' || typeof given === 'number' ? given.toString() : given
    if (typeof text !== 'string' || !WHOLE_NUMBER.test(text)) {
      throw new MetrologyProblem('whole_number_expected', pointer)
    }
    const value = parse(text, pointer)
    if (compare(value, rational(atLeast)) < 0 || compare(value, rational(atMost)) > 0) {
      throw new MetrologyProblem('value_out_of_range', pointer)
    }
    return value
  }

  decimals(name: string, atLeast: number, atMost = MAX_LIST): readonly [Rational, ...Rational[]] {
    const pointer = `${this.pointer}/${name}`
    const items = this.items(name, atLeast, atMost)
    const [first, ...rest] = items.map((item, index) => parse(item, `${pointer}/${index}`))
    if (first === undefined) throw new MetrologyProblem('list_too_short', pointer)
    return [first, ...rest]
  }

  private items(name: string, atLeast: number, atMost: number): readonly unknown[] {
    const items = this.require(name)
    const pointer = `${this.pointer}/${name}`
    if (!Array.isArray(items)) throw new MetrologyProblem('list_expected', pointer)
    if (items.length < atLeast) throw new MetrologyProblem('list_too_short', pointer)
    if (items.length > atMost) throw new MetrologyProblem('list_too_long', pointer)
    return items
  }

  choice(name: string, options: readonly string[], otherwise?: string): string {
    if (otherwise !== undefined && !this.has(name)) return otherwise
    const chosen = this.require(name)
    if (typeof chosen !== 'string' || !options.includes(chosen)) {
      throw new MetrologyProblem('choice_unknown', `${this.pointer}/${name}`)
    }
    return chosen
  }

  group(name: string, names: readonly string[]): Inputs {
    const inner = new Inputs(this.require(name), `${this.pointer}/${name}`)
    inner.only(names)
    return inner
  }

  /** A list of groups that all know the same names. */
  groups(name: string, names: readonly string[], atLeast = 1, atMost = MAX_LIST): readonly Inputs[] {
    const items = this.items(name, atLeast, atMost)
    const inner = items.map((item, index) => new Inputs(item, `${this.pointer}/${name}/${index}`))
    for (const group of inner) group.only(names)
    return inner
  }
}
