// An edition that names a rule but lacks what it asks for is refused; one that has expired is only a reference.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { MetrologyProblem } from './problems.ts'
import { Library } from './rulebook.ts'
import { readEdition } from './rulebook-reader.ts'
import { evaluate } from './rules.ts'

interface Case {
  readonly inputs: Readonly<Record<string, unknown>>
  readonly expected_verdict?: string
}

const ROOT = new URL('../../../', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'))
const REGIME = ['scale_new_regime', 'jjf_2184_2025_jjg_1204_2025'] as const
const REGIME_EDITION = 'JJF 2184-2025 + JJG 1204-2025'

function library(file: string, more: Readonly<Record<string, unknown>>): Library {
  return new Library([readEdition({ ...(read(`server/metrology/rulebooks/${file}.json`) as object), ...more })])
}

function firstCase(rule: string): Case['inputs'] {
  const cases = read(`tests/vectors/metrology/${rule}.json`) as Case[]
  const found = cases.find(({ expected_verdict }) => expected_verdict === 'pass' || expected_verdict === 'value')
  if (found === undefined) throw new Error(rule)
  return found.inputs
}

function refusalOf(act: () => unknown): { slug: string; pointer: string } | null {
  try {
    act()
  } catch (problem) {
    if (problem instanceof MetrologyProblem) return { slug: problem.slug, pointer: problem.pointer }
    throw problem
  }
  return null
}

it.each([
  ['fuel_dispenser_error', 'jjg_443_2023', 'numbers'],
  ['nawi_indication_error', 'jjg_539_2016', 'tables'],
  [...REGIME, 'dates'],
] as const)('%s is not judged by %s without its %s', (rule, file, lacking) => {
  const given = { library: library(file, { [lacking]: {} }) }
  expect(refusalOf(() => evaluate(rule, firstCase(rule), '2027-06-01', given))).toEqual({
    slug: 'rulebook_number_missing',
    pointer: '/edition',
  })
})

it.each([['nawi_indication_error', 'jjg_539_2016'] as const, REGIME])(
  '%s by %s is a reference when that has expired',
  (rule, file) => {
    const expired = { reference_after: true, valid_from: '2020-01-01', valid_to: '2020-12-31' }
    const evaluation = evaluate(rule, firstCase(rule), '2027-06-01', { library: library(file, expired) })
    expect(evaluation.reference_only).toBe(true)
    expect(evaluation.basis).toContain('reference_only')
  },
)

it.each([
  [null, 'date_missing'],
  ['2027-02-29', 'date_invalid'],
])('a timetable on %s points at the date', (on, slug) => {
  const [rule] = REGIME
  const asked = () => evaluate(rule, firstCase(rule), on, { edition: REGIME_EDITION })
  expect(refusalOf(asked)).toEqual({ slug, pointer: '/on' })
})

interface Spoilt {
  readonly note: string
  readonly rule: string
  readonly on: string
  readonly file: string
  readonly set: readonly (readonly [readonly (string | number)[], unknown])[]
  readonly inputs: Readonly<Record<string, unknown>>
  readonly expected_problem: { readonly slug: string; readonly pointer: string } | null
  readonly expected_basis?: string
  readonly expected_limits?: Readonly<Record<string, string>>
}

// The server's twin reads the same: one edition, what is changed in it, and what a judgement by it says then.
it.each(read('tests/vectors/rulebooks/spoilt.json') as Spoilt[])('a spoilt edition: $note', (example) => {
  type Place = Record<string | number, unknown>
  const edition = read(`server/metrology/rulebooks/${example.file}.json`) as Place
  for (const [path, value] of example.set) {
    const holder = path.slice(0, -1).reduce((place, step) => place[step] as Place, edition)
    holder[path[path.length - 1] ?? ''] = value
  }
  const asked = { library: new Library([readEdition(edition)]) }
  const judged = () => evaluate(example.rule, example.inputs, example.on, asked)
  expect(refusalOf(judged)).toEqual(example.expected_problem)
  if (example.expected_basis !== undefined) expect(judged().basis).toBe(example.expected_basis)
  if (example.expected_limits === undefined) return
  const limits = judged().reasons.map(({ quantity, limit }) => [quantity, limit])
  expect(Object.fromEntries(limits)).toEqual(example.expected_limits)
})

/** The edition with every number of it replaced. */
function spoilt(file: string, value: string): Library {
  const { numbers } = read(`server/metrology/rulebooks/${file}.json`) as { numbers: Record<string, object> }
  const changed = Object.entries(numbers).map(([name, number]) => [name, { ...number, value }])
  return library(file, { numbers: Object.fromEntries(changed) })
}

it.each(['45.5', '0', '-1'])('%s days cannot be counted', (days) => {
  const asked = () =>
    evaluate('working_day_deadline', { received: '2026-11-23', working_days: 7 }, '2026-11-23', {
      library: spoilt('state_council_174_1995', days),
    })
  expect(refusalOf(asked)).toEqual({ slug: 'rulebook_field_invalid', pointer: '/numbers/last_weekday_worked' })
})

it('grams that are not whole are text', () => {
  const rule = 'retail_weighing_shortage'
  const evaluation = evaluate(rule, firstCase(rule), '2026-11-23', {
    library: spoilt('retail_weighing_2020', '1.0001'),
  })
  const [step] = evaluation.trace.filter(({ name }) => name === 'allowed_g')
  expect(step).toMatchObject({ formula: 'k × D', unit: 'g' })
  expect(step?.value).toContain('.')
  expect(evaluation.values.allowed_g).toBe(step?.value)
})
