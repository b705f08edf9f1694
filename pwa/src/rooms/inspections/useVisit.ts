// The visit a screen is about, live: its head, its checks, and what this person may do with it.
import { type ComputedRef, computed, type InjectionKey, inject, provide, type Ref } from 'vue'
import type { StandardFinding } from '@/contract/entities'
import { person } from '@/database/current'
import { useLiveQuery } from '@/database/live-query'
import { effective } from './checks'
import type { Judgement } from './judging'
import { checksOf, type Visit, visitOf } from './queries'
import { onlyInforms } from './reference'
import { standardFinding } from './standards'
import { TESTER } from './tester'

export type Part = 'lead' | 'second' | 'helper'

const VISIT: InjectionKey<Readonly<Ref<Visit | null>>> = Symbol()

/** What is wrong with the standard of a reading that is being typed, in any part of a screen about a visit. */
export function useFinding(judgement: () => Judgement | null): ComputedRef<StandardFinding | null> {
  const visit = inject(VISIT, null)
  const tester = inject(TESTER, null)
  return computed(() => {
    const [one, of] = [judgement(), visit?.value]
    return one?.evaluation && of && !tester?.value
      ? standardFinding(one, one.evaluation.values, of.inspection.state, of.registered)
      : null
  })
}

/** Whether the verdict on what is being typed only informs. */
export function useReference(judgement: () => Judgement | null): ComputedRef<boolean> {
  const visit = inject(VISIT, null)
  return computed(() => {
    const [evaluation, of] = [judgement()?.evaluation, visit?.value]
    return Boolean(evaluation && of && onlyInforms(evaluation, of.inspection.state))
  })
}

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
  provide(VISIT, visit)
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
