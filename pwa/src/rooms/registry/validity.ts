// What the register says about an instrument's verification on a date, and how it is shown.
import type { Instrument } from '@/contract/entities'
import { type Standing, standing } from '@/metrology/validity'
import type { State } from '@/ui/state'

export type Validity = Standing | 'stopped'

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
  return standing(instrument.valid_until, today)
}
