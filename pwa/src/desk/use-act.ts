// One act of a person: busy while it runs, its problem if it fails, and what follows when it succeeds.
import { type Ref, ref, shallowRef } from 'vue'
import type { Problem } from './api'
import { asProblem } from './use-load'

export interface Act {
  busy: Ref<boolean>
  problem: Ref<Problem | null>
  run: (what: () => Promise<unknown>) => Promise<boolean>
}

export function useAct(then?: () => unknown): Act {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  async function run(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await what()
      await then?.()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}
