// The visit a screen is about, live: its head, its checks, and what this person may do with it.
import { computed, type Ref } from 'vue'
import { person } from '@/database/current'
import { useLiveQuery } from '@/database/live-query'
import { effective } from './checks'
import { checksOf, visitOf } from './queries'

export type Part = 'lead' | 'second' | 'helper'

export function useVisit(id: Readonly<Ref<string>>) {
  const head = useLiveQuery(
    (database) => visitOf(database, id.value),
    () => id.value,
  )
  const all = useLiveQuery(
    (database) => checksOf(database, id.value),
    () => id.value,
  )
  const visit = computed(() => head.data.value ?? null)
  const inspection = computed(() => visit.value?.inspection ?? null)
  const state = computed(() => inspection.value?.state ?? null)
  const checks = computed(() => effective(all.data.value ?? []))
  const part = computed<Part>(() => {
    if (state.value?.lead_officer_id === person.value?.user_id) return 'lead'
    return state.value?.second_officer_id === person.value?.user_id ? 'second' : 'helper'
  })
  return {
    visit,
    inspection,
    state,
    checks,
    every: computed(() => all.data.value ?? []),
    part,
    may: (permission: string) => person.value?.permissions.includes(permission) ?? false,
    open: computed(() => state.value?.state === 'open'),
    loading: computed(() => head.data.value === undefined || all.data.value === undefined),
    absent: computed(() => head.data.value === null),
    failure: computed(() => head.failure.value ?? all.failure.value),
  }
}
