// One act of a person: busy while it runs, its problem if it fails. It never runs twice at once.
import { ref, shallowRef } from 'vue'
import type { Problem } from './api'
import { asProblem } from './use-load'

export function useAct() {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  /** Whether it succeeded. */
  async function run(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await what()
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
