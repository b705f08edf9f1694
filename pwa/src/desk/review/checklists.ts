// The wording of checklists by edition: asked once, because editions never change.
import type { ChecklistItem } from '@/contract/entities'
import { get } from '../api'
import type { RecordCheck } from './record'

export interface ChecklistEdition {
  code: string
  edition: string
  title: string
  title_en: string
  items: ChecklistItem[]
}

let asked: Promise<ChecklistEdition[]> | null = null

export function loadChecklists(): Promise<ChecklistEdition[]> {
  asked ??= get<{ items: ChecklistEdition[] }>('/checklists').then((found) => found.items)
  asked.catch(() => {
    asked = null
  })
  return asked
}

export const editionOf = (editions: readonly ChecklistEdition[], check: RecordCheck): ChecklistEdition | null =>
  editions.find((one) => one.code === check.checklist_code && one.edition === check.checklist_edition) ?? null
