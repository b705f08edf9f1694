// Time: instants are RFC 3339 in UTC; every legal date is a date in the authority's zone, never the phone's.

export interface Clock {
  now(): number
  monotonic(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Math.round(performance.now()),
}

/** The zone of every legal date. A deployment in another zone sets it once, from what the server says. */
export const LEGAL_TIMEZONE = 'Asia/Shanghai'

export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** The legal date, YYYY-MM-DD, of an instant. */
export function legalDate(milliseconds: number, zone: string = LEGAL_TIMEZONE): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    milliseconds,
  )
}

/** HH:MM of an instant, in the zone of legal dates. */
export function legalTime(milliseconds: number, zone: string = LEGAL_TIMEZONE): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(milliseconds)
}

/** Whole days from one legal date to another; negative when it lies behind. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** Minutes east of UTC of this phone, as it believes; evidence only. */
export function offsetMinutes(milliseconds: number): number {
  return -new Date(milliseconds).getTimezoneOffset()
}
