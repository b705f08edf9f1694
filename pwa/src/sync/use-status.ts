// The chip and the numbers behind it, for screens. Until they are known there is no chip: nothing is called safe unseen.
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { useLiveQuery } from '@/database/live-query'
import type { PumpState } from './core/reducer'
import { onPumpChange, pumpState } from './engine'
import { type Chip, chipOf, type Facts, factsOf } from './status'

export function useSyncStatus(): {
  chip: Readonly<Ref<Chip | null>>
  facts: Readonly<Ref<Facts>>
  /** false until the numbers have been counted: until then no screen may say that nothing waits */
  known: Readonly<Ref<boolean>>
  pump: Readonly<Ref<PumpState>>
} {
  const pump = shallowRef(pumpState())
  onScopeDispose(onPumpChange((state) => (pump.value = state)))
  const { data } = useLiveQuery(factsOf)
  const nothing: Facts = { here: 0, received: 0, photos_here: 0, attention: 0, drafts: 0, last_draft_at: null }
  const facts = computed(() => data.value ?? nothing)
  const total = ref(0)
  watch([facts, pump], () => {
    const waiting = facts.value.here + facts.value.photos_here
    total.value = pump.value.step ? Math.max(total.value, waiting) : waiting
  })
  const chip = computed(() => (data.value ? chipOf(data.value, pump.value, total.value) : null))
  return { chip, facts, known: computed(() => data.value !== undefined), pump }
}
