// Deadlines: the last of so many working days, and the last day a consumer's complaint may be in mediation.
import type { Working } from '../conclusion.ts'
import { dayText, isCounted, weekday } from '../dates.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'

const MOST_WORKING_DAYS = 366n
const CALENDAR_INPUTS = ['holidays', 'make_up_days']
export const DEADLINE_INPUTS: readonly string[] = ['received', 'working_days', ...CALENDAR_INPUTS]
export const MEDIATION_INPUTS: readonly string[] = ['accepted', ...CALENDAR_INPUTS]
const CALENDAR_DAYS = 'mediation_calendar_days'
const WORKING_DAYS = 'mediation_working_days'

/** Which days are worked: the weekdays, less the holidays, and the days of rest that are worked instead. */
interface WorkCalendar {
  readonly lastWeekday: bigint
  readonly holidays: ReadonlySet<bigint>
  readonly makeUpDays: ReadonlySet<bigint>
}

export function workingDayDeadline(inputs: Inputs, working: Working): void {
  const received = inputs.day('received')
  const count = inputs.whole('working_days', 1n, MOST_WORKING_DAYS).numerator
  const due = after(calendarOf(inputs, working), received, count, '/inputs/received')
  working.step('days_passed', 'due − received', (due - received).toString(), 'd')
  working.report('due', 'due = received + working_days', dayText(due), '')
}

/** Both rules side by side, since a complaint may have been accepted under the old one. The edition tells. */
export function mediationLimit(inputs: Inputs, working: Working): void {
  const accepted = inputs.day('accepted')
  const calendar = calendarOf(inputs, working)
  if (working.edition.numbers.has(CALENDAR_DAYS)) {
    const days = daysOf(working, CALENDAR_DAYS)
    const due = accepted + days
    if (!isCounted(due)) throw new MetrologyProblem('date_out_of_range', '/inputs/accepted')
    working.report(`new_rule_${days}_calendar_days`, `accepted + ${days} d`, dayText(due), '')
  }
  const days = daysOf(working, WORKING_DAYS)
  const bare = { lastWeekday: calendar.lastWeekday, holidays: new Set<bigint>(), makeUpDays: new Set<bigint>() }
  const name = `old_rule_${days}_working_days`
  const formula = `accepted + ${days} working_days`
  const due = after(bare, accepted, days, '/inputs/accepted')
  working.report(`${name}_no_holidays`, `${formula} (holidays = ∅)`, dayText(due), '')
  if (calendar.holidays.size > 0 || calendar.makeUpDays.size > 0) {
    working.report(name, formula, dayText(after(calendar, accepted, days, '/inputs/accepted')), '')
  }
}

function isWorked({ lastWeekday, holidays, makeUpDays }: WorkCalendar, day: bigint): boolean {
  return !holidays.has(day) && (weekday(day) <= lastWeekday || makeUpDays.has(day))
}

/** The last of so many working days; the day after the start is the first that may count. */
function after(calendar: WorkCalendar, start: bigint, count: bigint, pointer: string): bigint {
  let day = start
  for (let left = count; left > 0n; ) {
    day += 1n
    if (!isCounted(day)) throw new MetrologyProblem('date_out_of_range', pointer)
    if (isWorked(calendar, day)) left -= 1n
  }
  return day
}

/** A day on both lists, or a worked day that is no day of rest, is a slip that would move the deadline unseen. */
function calendarOf(inputs: Inputs, working: Working): WorkCalendar {
  const lastWeekday = daysOf(working, 'last_weekday_worked')
  const holidays = new Set(inputs.days('holidays'))
  const makeUpDays = inputs.days('make_up_days')
  makeUpDays.forEach((day, index) => {
    const pointer = `/inputs/make_up_days/${index}`
    if (holidays.has(day)) throw new MetrologyProblem('day_off_and_worked', pointer)
    if (weekday(day) <= lastWeekday) throw new MetrologyProblem('make_up_day_is_weekday', pointer)
  })
  return { lastWeekday, holidays, makeUpDays: new Set(makeUpDays) }
}

/** A number of days of the edition: whole and positive, or the edition is no good. */
function daysOf(working: Working, name: string): bigint {
  const { value } = working.number(name)
  if (value.denominator !== 1n || value.numerator <= 0n) {
    throw new MetrologyProblem('rulebook_field_invalid', `/numbers/${name}`)
  }
  return value.numerator
}
