// One save at a time: locked while it runs, unlocked whatever comes of it, and a failure kept to be said.
import { ref, shallowRef } from 'vue'

export function useSaving() {
  const busy = ref(false)
  const failure = shallowRef<Error | null>(null)

  async function saving(act: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    failure.value = null
    try {
      await act()
    } catch (error) {
      failure.value = error instanceof Error ? error : new Error(String(error))
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, saving }
}
