// How a verification stands on a day: valid, soon to end, past its end, or unknown. One rule for every colour shown;
// the twin of server/metrology/validity.py. The one number is in the script, so that no list waits for a data file.
import { expiring_within_days } from '../../../server/metrology/validity.json'
import { dayNumber } from './dates.ts'

export type Standing = 'valid' | 'expiring' | 'overdue' | 'unknown'

/** The state of a validity that ends with this day, the day included. */
export function standing(validUntil: string | null | undefined, on: string): Standing {
  if (!validUntil) return 'unknown'
  const left = dayNumber(validUntil) - dayNumber(on)
  if (left < 0n) return 'overdue'
  return left <= BigInt(expiring_within_days) ? 'expiring' : 'valid'
}
