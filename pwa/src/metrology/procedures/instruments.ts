// Instruments by kind: whether one is under mandatory management as it is used, and when its verification is due.
import type { Working } from '../conclusion.ts'
import { dayText, isCounted, lastDayOfMonths } from '../dates.ts'
import { covers } from '../edition.ts'
import type { Inputs } from '../inputs.ts'
import { catalogueOf, type Entry, needsVerification, type Period, SIZES, USES } from '../instrument-catalogue.ts'
import { MetrologyProblem } from '../problems.ts'
import type { Rational } from '../rationals.ts'

type Sizes = ReadonlyMap<string, Rational>
type Answer = readonly [mandatory: 'yes' | 'no' | 'unknown', reason: string]

// No pipe, meter or flow of a town is larger.
const SIZE_BOUNDS = { above: '0', atMost: '10000' }
const NO_USE = 'none'
const OTHER_USE = 'other'
const LAW_ENFORCEMENT = 'law_enforcement'
const PURPOSES = [...USES, NO_USE, OTHER_USE]
const OTHER_KIND = 'other'

export const STATUS_INPUTS: readonly string[] = ['kind', 'purpose', ...SIZES]
export const DUE_INPUTS: readonly string[] = ['kind', 'verified_on', ...SIZES]

/** A gap of the catalogue is answered `unknown`, with the reason; a guess would free or burden somebody. */
export function mandatoryStatus(inputs: Inputs, working: Working): void {
  const entry = entryOf(inputs, working)
  const purpose = inputs.choice('purpose', PURPOSES)
  const sizes = sizesOf(inputs)
  const [mandatory, reason] = answerFor(entry, purpose, sizes, working.edition.validFrom)
  working.report('mandatory', 'kind, purpose', mandatory, '')
  working.report('management', 'kind', managementOf(entry, working.edition.validFrom), '')
  working.report('reason', 'kind, purpose', reason, '')
  if (entry !== undefined && mandatory !== 'no') {
    if (entry.form !== null) working.report('form', 'kind', entry.form, '')
    const period = periodOf(entry, sizes)
    if (period !== undefined) reportPeriod(working, period)
  }
}

/** A suggestion from the longest period the regulation allows; the date on the certificate goes before it. */
export function verificationDue(inputs: Inputs, working: Working): void {
  const entry = entryOf(inputs, working)
  const verifiedOn = inputs.day('verified_on')
  const period = periodAskedFor(entry, sizesOf(inputs))
  reportPeriod(working, period)
  const validUntil = lastDayOfMonths(verifiedOn, period.months.numerator)
  if (!isCounted(validUntil)) throw new MetrologyProblem('date_out_of_range', '/inputs/verified_on')
  working.report('valid_until', 'verified_on + T − 1 d', dayText(validUntil), '')
  working.report('period_confidence', 'kind', period.confidence, '')
}

function managementOf(entry: Entry | undefined, on: string): string {
  if (entry === undefined) return 'unknown'
  return entry.inForceFrom <= on ? entry.management : 'none'
}

/** The answer and its reason, by art. 2 of the announcement: listed, in force, for this use, of this size. */
function answerFor(entry: Entry | undefined, purpose: string, sizes: Sizes, on: string): Answer {
  if (purpose === NO_USE) return ['no', 'use_not_listed']
  if (entry === undefined) return ['unknown', 'kind_not_in_table']
  if (entry.inForceFrom > on) return ['no', 'not_in_force']
  if (entry.doubtful) return ['unknown', 'listing_doubtful']
  if (!needsVerification(entry)) return ['no', 'verification_not_listed']
  return answerByUse(entry, purpose, sizes)
}

function answerByUse(entry: Entry, purpose: string, sizes: Sizes): Answer {
  if (purpose === OTHER_USE && entry.uses.includes(LAW_ENFORCEMENT)) return ['unknown', 'purpose_unclear']
  if (!entry.uses.includes(purpose)) return ['no', 'use_not_listed']
  if (!entry.rangeKnown) return ['unknown', 'range_unknown']
  if (entry.range === null) return ['yes', 'listed_use']
  const size = sizes.get(entry.range.input)
  if (size === undefined) return ['unknown', 'range_not_given']
  return covers(entry.range.row, size) ? ['yes', 'listed_use'] : ['no', 'outside_range']
}

/** The kind's row in the catalogue; none for the kind that the registry calls `other`. */
function entryOf(inputs: Inputs, working: Working): Entry | undefined {
  const { entries } = catalogueOf(working.edition.name)
  const entry = entries.get(inputs.choice('kind', [...entries.keys(), OTHER_KIND]))
  if (entry !== undefined) {
    working.cite(entry.citation, entry.confidence)
    working.step('catalogue_entry', 'kind', entry.title, '')
  }
  return entry
}

function sizesOf(inputs: Inputs): Sizes {
  const given = SIZES.filter((name) => inputs.has(name))
  return new Map(given.map((name) => [name, inputs.decimal(name, SIZE_BOUNDS)]))
}

/** The first that fits; what hangs on a size that was not given fits nothing. */
function periodOf(entry: Entry, sizes: Sizes): Period | undefined {
  return entry.periods.find(({ when }) => {
    if (when === null) return true
    const size = sizes.get(when.input)
    return size !== undefined && covers(when.row, size)
  })
}

function periodAskedFor(entry: Entry | undefined, sizes: Sizes): Period {
  for (const { when, whenOptional } of entry?.periods ?? []) {
    if (when !== null && !whenOptional && !sizes.has(when.input)) {
      throw new MetrologyProblem('input_missing', `/inputs/${when.input}`)
    }
  }
  const found = entry === undefined ? undefined : periodOf(entry, sizes)
  if (found === undefined) throw new MetrologyProblem('period_unknown', '/inputs/kind')
  return found
}

function reportPeriod(working: Working, period: Period): void {
  working.cite(period.citation, period.confidence)
  working.count(period.form === 'life' ? 'life_months' : 'period_months', 'kind', period.months, 'month')
}
