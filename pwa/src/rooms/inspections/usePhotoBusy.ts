// Photos that are still being saved: a screen waits for them, and one of another subject is not taken for its own.
import { computed, type InjectionKey, inject, provide, type Ref, ref } from 'vue'

interface PhotoBusy {
  count: Ref<number>
  /** what the photos belong to at this moment */
  subject: () => unknown
}

const KEY: InjectionKey<PhotoBusy> = Symbol('photos being saved')

/** For a screen or sheet: true while a strip below it saves. */
export function providePhotoBusy(subject: () => unknown) {
  const count = ref(0)
  provide(KEY, { count, subject })
  return computed(() => count.value > 0)
}

/** For a strip: runs the saving, then hands its result over only where it still belongs. */
export function usePhotoBusy() {
  const { count, subject } = inject(KEY, { count: ref(0), subject: () => null })
  return async <T>(save: () => Promise<T>, keep: (result: T) => void): Promise<void> => {
    const before = subject()
    count.value += 1
    try {
      const result = await save()
      if (subject() === before) keep(result)
    } finally {
      count.value -= 1
    }
  }
}
