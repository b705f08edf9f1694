// Calendar dates as the law writes them: `2026-11-23`, a day that exists.

const ISO_DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const LAST_DAY = ['31', '28', '31', '30', '31', '30', '31', '31', '30', '31', '30', '31']
const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']

export function isCalendarDate(text: unknown): text is string {
  const found = typeof text === 'string' ? ISO_DATE.exec(text) : null
  if (found === null) return false
  const [, year = '', month = '', day = ''] = found
  const lastDay = LAST_DAY[MONTHS.indexOf(month)]
  if (lastDay === undefined || year === '0000' || day === '00') return false
  // Two figures each, so the order of the texts is the order of the days.
  return day <= lastDay || (month === '02' && day === '29' && isLeapYear(BigInt(year)))
}

function isLeapYear(year: bigint): boolean {
  return year % 4n === 0n && (year % 100n !== 0n || year % 400n === 0n)
}
