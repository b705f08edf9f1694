// Instruments without a cited procedure: readings and the limit are recorded, and nothing is concluded.
// Their limits stand in the server's `recorded.json`, each with its regulation and how sure it is (studies: domain §2.1).
import { recorded } from './data.ts'
import type { Inputs } from './inputs.ts'
import { MetrologyProblem } from './problems.ts'

export const RULE = 'record_only'
const INPUTS = ['kind', 'readings']
const READING = ['indication', 'reference']

/** A kind of instrument; its limit as its regulation states it, or nothing where none was seen. */
export interface RecordedLimit {
  readonly kind: string
  readonly title: string
  readonly title_en: string
  readonly quantity: string
  readonly quantity_en: string
  readonly unit: string
  readonly limit: string | null
  readonly limit_en: string | null
  readonly regulation: string | null
  readonly confidence: string
}

/** In the order in which they are offered. */
export const recordedLimits: readonly RecordedLimit[] = recorded

/** The named problem that is the answer; readings that cannot be read are refused before it. */
export function refusal(given: Inputs): MetrologyProblem {
  given.only(INPUTS)
  given.choice(
    'kind',
    recordedLimits.map((one) => one.kind),
  )
  for (const reading of given.groups('readings', READING)) {
    reading.decimal('indication')
    if (reading.has('reference')) reading.decimal('reference')
  }
  return new MetrologyProblem('record_only', '/rule')
}
