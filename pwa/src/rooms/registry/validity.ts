// What the register says about an instrument's verification on a date, and how it is shown.
import type { Instrument } from '@/contract/entities'
import { daysBetween } from '@/kernel/clock'
import type { State } from '@/ui/state'

export type Validity = 'valid' | 'expiring' | 'overdue' | 'unknown' | 'stopped'

const EXPIRING_WITHIN_DAYS = 30

export const VALIDITY_STATE: Readonly<Record<Validity, State>> = {
  valid: 'ok',
  expiring: 'warn',
  overdue: 'bad',
  unknown: 'stop',
  stopped: 'stop',
}

export function validityOf(
  instrument: Pick<Instrument, 'state' | 'valid_until' | 'verification_result'>,
  today: string,
): Validity {
  if (instrument.state !== 'in_use' || instrument.verification_result === 'nonconforming') return 'stopped'
  if (!instrument.valid_until) return 'unknown'
  const days = daysBetween(today, instrument.valid_until)
  if (days < 0) return 'overdue'
  return days <= EXPIRING_WITHIN_DAYS ? 'expiring' : 'valid'
}
