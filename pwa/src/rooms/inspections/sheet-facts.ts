// What the sheets of an instrument may build on: its plate, or the limit of a kind that is only recorded.
import type { Instrument } from '@/contract/entities'
import { divide, exactOr12Digits, parse } from '@/metrology/rationals'
import { type RecordedLimit, recordedLimits } from '@/metrology/recorded'
import { shifted, trimmed } from './decimal-text'
import type { Scale } from './scale-plan'
import type { Facts, Readings } from './worksheets'

/** Where the kind is `other`, which of the recorded kinds it is may be chosen beside the readings. */
export const RECORDED_KIND = 'recorded_kind'

/** The step in which nearly every till counts; another one can be chosen. */
const USUAL_INTERVAL = '0.01'

export function recordedOf(instrument: Instrument, readings: Readings): RecordedLimit | null {
  const kind = (instrument.kind === 'other' && readings[RECORDED_KIND]) || instrument.kind
  return recordedLimits.find((one) => one.kind === kind) ?? null
}

/** Which sheets apply, and the facts they ask for; null where there is nothing to lead through. */
export function sheetSubject(
  instrument: Instrument,
  scale: Scale | null,
  readings: Readings,
): { thing: string; facts: Facts } | null {
  if (instrument.kind === 'nawi') return scale && { thing: 'nawi', facts: plateFacts(scale) }
  if (instrument.kind === 'focimeter') return { thing: 'focimeter', facts: {} }
  const recorded = recordedOf(instrument, readings)
  return recorded && { thing: 'recorded', facts: { kind: recorded.kind, recorded_unit: recorded.unit } }
}

function plateFacts({ scale_kind, e, unit, display, places, min, max }: Scale): Facts {
  const shown = (name: string, load: string | null) =>
    load === null ? {} : { [name]: trimmed(shifted(load, -places)) }
  const half = max && exactOr12Digits(divide(parse(max), parse('2')))
  return {
    scale_kind,
    e,
    // digital scales for trade show the verification interval itself
    d: e,
    unit,
    places: String(places),
    display_unit: display,
    plate_unit: unit,
    amount_interval: USUAL_INTERVAL,
    ...shown('min', min),
    ...shown('half', half),
    ...shown('max', max),
  }
}
