// The tree of divisions: their names in the reader's language, and which of them a person may look at.
import { computed, ref } from 'vue'
import { language } from '@/ui/language'
import { get } from './api'
import { session } from './session'

export interface Division {
  code: string
  parent_code: string | null
  name: string
  name_en: string
}

const divisions = ref<Division[]>([])

export async function loadDivisions(): Promise<void> {
  if (divisions.value.length === 0) divisions.value = (await get<{ items: Division[] }>('/divisions')).items
}

export function divisionName(code: string | null): string {
  const found = divisions.value.find((one) => one.code === code)
  if (!found) return code ?? '—'
  return language() === 'en' ? found.name_en : found.name
}

function isInside(code: string, top: string): boolean {
  if (code === top) return true
  const parent = divisions.value.find((one) => one.code === code)?.parent_code
  return parent ? isInside(parent, top) : false
}

/** The divisions of my appointments and everything below them. */
export const mine = computed<Division[]>(() => {
  const held = session.me?.appointments.map((one) => one.division) ?? []
  return divisions.value.filter((one) => held.some((top) => isInside(one.code, top)))
})
