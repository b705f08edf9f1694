// Whether an instrument's verification is in force on the day of the visit, as the ledger or a certificate just shown says.
import type { Instrument, Verification } from '@/contract/entities'
import { daysBetween } from '@/kernel/clock'
import { standing } from '@/metrology/validity'
import type { State } from '@/ui/state'

const KINDS = { valid: 'valid', expiring: 'soon', overdue: 'overdue', unknown: 'none' } as const

export interface Validity {
  state: State
  kind: 'valid' | 'soon' | 'overdue' | 'failed' | 'none'
  /** the verification's conclusion, as its certificate states it; null where none is on file */
  result: Verification['result'] | null
  valid_until: string | null
  certificate_number: string | null
  verified_on: string | null
  /** days left, negative when it has passed */
  days: number | null
  /** read from a certificate recorded in the field that the office has not accepted yet */
  pending: boolean
}

type Certificate = Pick<Verification, 'certificate_number' | 'verified_on' | 'valid_until'> & Pick<Validity, 'result'>

/** The newest certificate counts at once in this visit; one the office refused never does. */
export function validityOf(instrument: Instrument, verifications: readonly Verification[], on: string): Validity {
  const ledger: Certificate = {
    certificate_number: instrument.certificate_number ?? '',
    verified_on: instrument.verified_on ?? '',
    valid_until: instrument.valid_until,
    result: instrument.verification_result ?? null,
  }
  const shown = verifications.filter((one) => one.state !== 'refused')
  const newest = [...shown].sort((one, other) => (one.verified_on < other.verified_on ? 1 : -1))[0]
  if (newest && newest.verified_on > ledger.verified_on) return judged(newest, newest.state === 'pending', on)
  return judged(ledger, false, on)
}

function judged(certificate: Certificate, pending: boolean, on: string): Validity {
  const { valid_until } = certificate
  const days = valid_until === null ? null : daysBetween(on, valid_until)
  const kind = kindOf(certificate, on)
  const states = { valid: 'ok', soon: 'warn', overdue: 'bad', failed: 'bad', none: 'stop' } as const
  return {
    state: states[kind],
    kind,
    result: certificate.result,
    valid_until,
    certificate_number: certificate.certificate_number || null,
    verified_on: certificate.verified_on || null,
    days,
    pending,
  }
}

function kindOf(certificate: Certificate, on: string): Validity['kind'] {
  if (certificate.verified_on !== '' && certificate.result === 'nonconforming') return 'failed'
  return KINDS[standing(certificate.valid_until, on)]
}
