// Calendar dates: what is none, and where periods of months end; the server's twin reads the same cases.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { dayNumber, dayText, isCalendarDate, isCounted, lastDayOfMonths, weekday } from './dates.ts'

interface Cases {
  readonly dates: readonly string[]
  readonly no_dates: readonly unknown[]
  readonly months: readonly (readonly [string, number, string])[]
  readonly weekdays: readonly (readonly [string, number])[]
  readonly counted: readonly (readonly [string, boolean])[]
}

const FILE = new URL('../../../tests/vectors/dates.json', import.meta.url)
const cases = JSON.parse(readFileSync(FILE, 'utf8')) as Cases

it.each(cases.dates)('%s is a date', (text) => {
  expect(isCalendarDate(text)).toBe(true)
  expect(dayText(dayNumber(text))).toBe(text)
})

it.each(cases.no_dates.map((given) => [given]))('%j is none', (given) => {
  expect(isCalendarDate(given)).toBe(false)
})

it.each(cases.months)('from %s, %i months end on %s', (first, months, last) => {
  expect(dayText(lastDayOfMonths(dayNumber(first), BigInt(months)))).toBe(last)
})

it.each(cases.weekdays)('%s is day %i of its week', (text, number) => {
  expect(weekday(dayNumber(text))).toBe(BigInt(number))
})

it.each(cases.counted)('%s is counted: %s', (text, counted) => {
  expect(isCounted(dayNumber(text))).toBe(counted)
})

it.each(['1899-12-01', '1999-12-01', '2027-12-01'])(
  'every day after %s comes back, and follows the one before',
  (start) => {
    const first = dayNumber(start)
    const texts = Array.from({ length: 500 }, (_, days) => dayText(first + BigInt(days)))
    expect(texts.every(isCalendarDate)).toBe(true)
    expect(texts).toEqual([...new Set(texts)].sort())
    expect(texts.map(dayNumber)).toEqual(texts.map((_, days) => first + BigInt(days)))
  },
)
