// One act that writes, at most one at a time: what it throws is kept to be shown, and the button is free again.
import { ref, shallowRef } from 'vue'

export function useSaving() {
  const busy = ref(false)
  const trouble = shallowRef<Error | null>(null)

  async function saving(act: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    trouble.value = null
    try {
      await act()
    } catch (error) {
      trouble.value = error instanceof Error ? error : new Error(String(error))
    } finally {
      busy.value = false
    }
  }

  return { busy, trouble, saving }
}
