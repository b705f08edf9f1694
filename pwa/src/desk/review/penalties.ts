// What a "no" may lead to: the catalogue with its guards, asked once. A hint for the reviewer, never a decision.
import { get } from '../api'

export interface Guard {
  code: string
  text: string
  text_en: string
  basis: string
  basis_en: string
  confidence: string
}

export interface Penalty {
  code: string
  act: string
  act_en: string
  basis: string
  basis_en: string
  consequence: string
  consequence_en: string
  maximum_fine_yuan: string | null
  confidence: string
  guards: string[]
}

export interface Penalties {
  note: string
  note_en: string
  guards: Guard[]
  items: Penalty[]
}

let asked: Promise<Penalties> | null = null

export function loadPenalties(): Promise<Penalties> {
  asked ??= get<Penalties>('/penalties')
  asked.catch(() => {
    asked = null
  })
  return asked
}
