// Working days as the State Council's yearly notices move them; beyond the years they cover nothing is counted.
// The twin of server/metrology/working_calendar.py, from the same file.
import { working_days } from './data.ts'
import { dayNumber, dayText, isCalendarDate, isCounted } from './dates.ts'
import { MetrologyProblem } from './problems.ts'
import { Part } from './rulebook-reader.ts'
import { evaluate } from './rules.ts'

export type Finding = 'calendar_unknown' | 'year_end_open'

/** Where a count ends. `finding` says what is not known; without a calendar there is no day. */
export interface Counted {
  readonly due: string | null
  readonly finding: Finding | null
}

interface Notice {
  readonly year: string
  readonly holidays: readonly string[]
  readonly make_up_days: readonly string[]
}

// A coming year's notice may still move the last days of the year before: 29 December 2018 became a day of work so.
const OPEN_FROM = '12-26'
const UNKNOWN: Counted = { due: null, finding: 'calendar_unknown' }

let notices: readonly Notice[] | undefined

function known(): readonly Notice[] {
  notices ??= new Part(working_days, '').parts('years').map((one) => {
    const dates = (name: string) => one.given.get(name) as readonly string[]
    return { year: one.text('year'), holidays: dates('holidays'), make_up_days: dates('make_up_days') }
  })
  return notices
}

/** The last of so many working days; the day after the start is the first. */
export function workingDaysAfter(start: string, count: number): Counted {
  if (!isCalendarDate(start)) throw new MetrologyProblem('date_invalid', '/inputs/received')
  const from = dayNumber(start)
  if (!isCounted(from)) throw new MetrologyProblem('date_out_of_range', '/inputs/received')
  const first = dayText(from + 1n)
  if (findingOf(first, first) === 'calendar_unknown') return UNKNOWN
  const inputs = { received: start, working_days: BigInt(count), ...daysFrom(first, from, BigInt(count)) }
  const due = String(evaluate('working_day_deadline', inputs, start).values.due)
  const finding = findingOf(first, due)
  return finding === 'calendar_unknown' ? UNKNOWN : { due, finding }
}

/** The days that the notices move, as far as the count may reach: twice as many days hold it, and the longest holiday. */
function daysFrom(first: string, from: bigint, count: bigint): Record<string, readonly string[]> {
  const end = dayText(from + 2n * count + 30n)
  const within = (name: 'holidays' | 'make_up_days') =>
    known().flatMap((one) => one[name].filter((day) => first <= day && day <= end))
  return { holidays: within('holidays'), make_up_days: within('make_up_days') }
}

/** What the notices leave open from a day to another. */
function findingOf(first: string, last: string): Finding | null {
  const years = new Set(known().map(({ year }) => year))
  const end = BigInt(last.slice(0, 4))
  for (let year = BigInt(first.slice(0, 4)); year <= end; year += 1n) {
    if (!years.has(year.toString())) return 'calendar_unknown'
  }
  return !years.has((end + 1n).toString()) && last.slice(5) >= OPEN_FROM ? 'year_end_open' : null
}
