// What an excess of an instrument calls for: measures that are offered, and become the visit's only when a person takes them.
import type { Check, Inspection, Measure } from '@/contract/entities'
import { countedOf } from './checks'
import type { Say } from './record-facts'
import { testerOf } from './tester'

export interface Offer {
  /** names its words: `offer.<word>` and `offer.text.<word>` */
  word: 'send_for_verification' | 'advise_stop' | 'cancel_marks'
  measure: Measure
}

/**
 * An officer's check is no verification: the instrument is sent to the body whose word counts, and rests until then. A
 * technical institution's test within the validity is a spot check; one that fails cancels the verification's marks and
 * certificate (studies: domain §10.5). An order to stop use needs a verification that failed, so it is not offered.
 */
const OFFERED = {
  officer_check: ['send_for_verification', 'advise_stop'],
  institution_test: ['cancel_marks', 'advise_stop'],
} as const satisfies { [nature: string]: readonly Offer['word'][] }

const KINDS: { [word in Offer['word']]: Measure['kind'] } = {
  send_for_verification: 'send_for_verification',
  advise_stop: 'advise_stop',
  cancel_marks: 'other',
}

/** Serial numbers shorter than this name an instrument only together with the other words. */
const LEAST_SERIAL = 4

export function exceedsAsInstrument(check: Check): boolean {
  return check.instrument_id !== null && check.outcome === 'checked' && countedOf(check).includes('exceeds')
}

/** `subject` is place and instrument as the record names them; what the visit decided about it is not offered again. */
export function offersOf(
  check: Check,
  { subject, serial_number }: { subject: string; serial_number: string },
  { measures }: Pick<Inspection, 'measures'>,
  say: Say,
): Offer[] {
  if (!exceedsAsInstrument(check)) return []
  const tester = testerOf(check)
  const nature = tester ? 'institution_test' : 'officer_check'
  const name = serial_number.length < LEAST_SERIAL ? subject : serial_number
  const decided = measures.filter((one) => one.text.includes(name)).map((one) => one.kind)
  const found = say(`offer.found.${nature}`, { subject, ...tester })
  return OFFERED[nature].flatMap((word): Offer[] => {
    const kind = KINDS[word]
    if (decided.includes(kind) || (kind === 'advise_stop' && decided.includes('stop_use'))) return []
    return [{ word, measure: { kind, text: say(`offer.text.${word}`, { found }).slice(0, 1000), deadline_on: null } }]
  })
}
