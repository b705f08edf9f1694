// Everything the record of a visit is written from, gathered once: the text, the copy and the strip read nothing else.
import type {
  Check,
  Checklist,
  Inspection,
  Instrument,
  Merchant,
  Officer,
  Premises,
  Signature,
} from '@/contract/entities'
import type { Validity } from './validity'

export interface RecordCheck {
  check: Check
  /** the stall, nozzle or dispenser, when it is not the premises of the visit */
  place: Premises | null
  merchant: Merchant | null
  instrument: Instrument | null
  validity: Validity | null
}

export interface RecordFacts {
  inspection: Inspection
  /** when the record was closed, or now */
  ended_at: string
  premises: Premises
  merchant: Merchant | null
  lead: Officer | null
  second: Officer | null
  checks: RecordCheck[]
  checklists: Checklist[]
  signatures: Signature[]
}

export interface RecordLine {
  text: string
  strong: boolean
}

export interface RecordSection {
  heading: string | null
  lines: RecordLine[]
}

/** Words by key under `inspections.`; the record is written in the language of whoever gives them. */
export type Say = (key: string, given?: { [name: string]: string | number }) => string

export interface Teller {
  say: Say
  /** which of a checklist's two texts to use */
  english: boolean
}

export function placeWord(place: Premises): string {
  const number = place.position_no ?? ''
  if (number === '' || place.name.includes(number)) return place.name
  return `${number} ${place.name}`
}

/** The label of an answer path in the words of the checklist, or the code alone when its edition is not on this phone. */
export function itemOf(checklists: readonly Checklist[], check: Check, code: string) {
  const list = checklists.find((one) => one.code === check.checklist_code && one.edition === check.checklist_edition)
  return list?.items.find((item) => item.code === code) ?? null
}
