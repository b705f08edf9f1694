// Calendar dates as the law writes them: `2026-11-23`, a day that exists. Counted in days, never in hours: no clock object
// and no time zone comes near them.

const ISO_DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const LAST_DAYS = ['31', '28', '31', '30', '31', '30', '31', '31', '30', '31', '30', '31']
const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']
const DAYS_OF_A_WEEK = 7n
const LONGEST_YEAR = 366n
const MONTHS_OF_A_YEAR = 12n
// Nothing the office still counts from is older, no certificate runs longer: beyond these days a figure was mistyped.
const FIRST_DAY = '1985-01-01'
const LAST_DAY = '2100-12-31'

export function isCalendarDate(text: unknown): text is string {
  const found = typeof text === 'string' ? ISO_DATE.exec(text) : null
  if (found === null) return false
  const [, year = '', month = '', day = ''] = found
  const lastDay = LAST_DAYS[MONTHS.indexOf(month)]
  if (lastDay === undefined || year === '0000' || day === '00') return false
  // Two figures each, so the order of the texts is the order of the days.
  return day <= lastDay || (month === '02' && day === '29' && isLeapYear(BigInt(year)))
}

/** Days counted from 0001-01-01, which is day 1 and a Monday; the text is a date already. */
export function dayNumber(text: string): bigint {
  const [year = '', month = '', day = ''] = text.split('-')
  return daysBefore(BigInt(year), BigInt(month)) + BigInt(day)
}

export function dayText(number: bigint): string {
  let year = (number - 1n) / LONGEST_YEAR + 1n
  while (daysBefore(year + 1n, 1n) < number) year += 1n
  let month = 1n
  while (month < MONTHS_OF_A_YEAR && daysBefore(year, month + 1n) < number) month += 1n
  return dateText(year, month, number - daysBefore(year, month))
}

/** 1 for Monday to 7 for Sunday, as ISO 8601 counts. */
export function weekday(number: bigint): bigint {
  return ((number - 1n) % DAYS_OF_A_WEEK) + 1n
}

/** The last of so many months of which the day is the first; a month too short for the day ends on its last. */
export function lastDayOfMonths(number: bigint, months: bigint): bigint {
  const [yearText = '', monthText = '', dayOfMonth = ''] = dayText(number).split('-')
  const later = BigInt(monthText) - 1n + months
  const year = BigInt(yearText) + later / MONTHS_OF_A_YEAR
  const month = (later % MONTHS_OF_A_YEAR) + 1n
  const before = daysBefore(year, month)
  const last = before + lastDayOf(year, month)
  const eve = before + BigInt(dayOfMonth) - 1n
  return eve < last ? eve : last
}

export function isCounted(number: bigint): boolean {
  return dayNumber(FIRST_DAY) <= number && number <= dayNumber(LAST_DAY)
}

/** All the days before the first of a month. */
function daysBefore(year: bigint, month: bigint): bigint {
  const years = year - 1n
  let days = years * 365n + years / 4n - years / 100n + years / 400n
  for (let earlier = 1n; earlier < month; earlier += 1n) days += lastDayOf(year, earlier)
  return days
}

function lastDayOf(year: bigint, month: bigint): bigint {
  if (month === 2n && isLeapYear(year)) return 29n
  return BigInt(LAST_DAYS[MONTHS.indexOf(figures(month, 2))] ?? '0')
}

function dateText(year: bigint, month: bigint, day: bigint): string {
  return `${figures(year, 4)}-${figures(month, 2)}-${figures(day, 2)}`
}

function figures(value: bigint, width: number): string {
  return value.toString().padStart(width, '0')
}

function isLeapYear(year: bigint): boolean {
  return year % 4n === 0n && (year % 100n !== 0n || year % 400n === 0n)
}
