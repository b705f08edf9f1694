// The editions that are stored: what everybody is judged by, read once a page and again when one was published.
import { computed, shallowRef } from 'vue'
import { overBundled } from '@/metrology/stored-editions'
import { get } from '../api'
import type { StoredEdition } from './edition'

export const stored = shallowRef<readonly StoredEdition[]>([])

/** As phones pull it and as `judge --editions` reads it: the JSON edition and the one rule that it serves. */
export const asStored = ({ rule, content }: StoredEdition) => ({ ...content, rule })

export const library = computed(() => overBundled(stored.value.map(asStored)))

export async function readStored(): Promise<void> {
  stored.value = (await get<{ items: StoredEdition[] }>('/rulebooks')).items
}
