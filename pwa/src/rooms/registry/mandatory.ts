// Whether an instrument must be verified compulsorily and how long a verification may last, by the rule of the catalogue.
import type { Instrument } from '@/contract/entities'
import { bundled } from '@/metrology/bundled-editions'
import { wording } from '@/metrology/data'
import { citationText, citationTextEn } from '@/metrology/edition'
import { catalogueOf, SIZES } from '@/metrology/instrument-catalogue'
import { MetrologyProblem } from '@/metrology/problems'
import { evaluate } from '@/metrology/rules'
import { language } from '@/ui/language'

type Used = Pick<Instrument, 'kind' | 'purpose' | 'parameters'>

export interface MandatoryStatus {
  mandatory: 'yes' | 'no' | 'unknown'
  reason: string
  /** the catalogue's row, the clause and how sure both are; null where nothing could be said */
  basis: string | null
}

export interface Suggestion {
  valid_until: string
  months: number
  clause: string
}

const RULE = 'instrument_mandatory_status'
const named = (group: string, name: string): string => {
  const words = wording[group]?.[name]
  return (language() === 'en' ? words?.title_en : words?.title) ?? name
}
const sizesOf = ({ parameters }: Used) => SIZES.flatMap((name) => (parameters[name] ? [[name, parameters[name]]] : []))

/** The rule's answer with its reason; a gap of the catalogue is `unknown` and says why. */
export function mandatoryStatus(used: Used, on: string): MandatoryStatus {
  try {
    const { values, edition, confidence } = evaluate(RULE, inputsOf(used), on)
    return {
      mandatory: values.mandatory as MandatoryStatus['mandatory'],
      reason: named('choices', String(values.reason)),
      basis: [...rowOf(edition, used.kind), clauseOf(on), named('confidence', confidence)].join(
        language() === 'en' ? '; ' : '；',
      ),
    }
  } catch (problem) {
    if (!(problem instanceof MetrologyProblem)) throw problem
    return { mandatory: 'unknown', reason: named('problems', problem.slug), basis: null }
  }
}

/** Until when a verification may last by the longest period of the regulation; null where none is known. */
export function suggestedValidity(used: Used, verified_on: string, on: string): Suggestion | null {
  try {
    const { values, edition, basis } = evaluate('verification_due', { ...inputsOf(used, false), verified_on }, on)
    const months = Number(values.period_months ?? values.life_months)
    const { periods = [] } = catalogueOf(edition).entries.get(used.kind) ?? {}
    const period = periods.find((one) => Number(one.months.numerator) === months)
    const clause = period && (language() === 'en' ? citationTextEn(period.citation) : citationText(period.citation))
    return { valid_until: String(values.valid_until), months, clause: clause ?? basis }
  } catch (problem) {
    if (!(problem instanceof MetrologyProblem)) throw problem
    return null
  }
}

function inputsOf(used: Used, with_purpose = true): Record<string, unknown> {
  const { kind, purpose } = used
  return { kind, ...(with_purpose ? { purpose } : {}), ...Object.fromEntries(sizesOf(used)) }
}

function rowOf(edition: string, kind: string): string[] {
  const entry = catalogueOf(edition).entries.get(kind)
  if (!entry) return []
  const title = language() === 'en' ? entry.titleEn : entry.title
  const management = named('choices', entry.management)
  return [language() === 'en' ? `${title} (${management})` : `${title}（${management}）`]
}

function clauseOf(on: string): string {
  const { edition } = bundled().choose(RULE, { on, scope: null, named: null })
  const citation = edition.procedures.get(RULE)?.citation
  if (!citation) return edition.name
  return language() === 'en' ? citationTextEn(citation) : citationText(citation)
}
