// One way to load a view: busy, failed with a problem, or there. Answers of an older question are dropped.
import { ref, shallowRef } from 'vue'
import { Problem } from './api'

export function useLoad<T>(ask: () => Promise<T>) {
  const value = shallowRef<T | null>(null)
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let turn = 0
  async function run(): Promise<void> {
    const mine = ++turn
    busy.value = true
    problem.value = null
    try {
      const found = await ask()
      if (mine === turn) value.value = found
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error)
    } finally {
      if (mine === turn) busy.value = false
    }
  }
  return { value, busy, problem, run }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  console.error(error)
  return new Problem('server_error', 0, {})
}
