// A query of the local database that a screen shows, and that follows every change of it by itself.
import { liveQuery, type Subscription } from 'dexie'
import { getCurrentScope, onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { openedDatabase, person } from './current'
import type { FieldDatabase } from './database'

export interface LiveQuery<T> {
  /** undefined until the first answer */
  data: ShallowRef<T | undefined>
  loading: Ref<boolean>
  failure: ShallowRef<Error | null>
}

/** `depends` are the reactive things the query reads beside the database, such as a prop. */
export function useLiveQuery<T>(
  query: (database: FieldDatabase) => Promise<T> | T,
  depends: () => unknown = () => null,
): LiveQuery<T> {
  const data = shallowRef<T>()
  const loading = ref(true)
  const failure = shallowRef<Error | null>(null)
  let running: Subscription | null = null

  function follow(): void {
    running?.unsubscribe()
    running = null
    const database = openedDatabase()
    if (!database) return
    loading.value = true
    running = liveQuery(() => query(database)).subscribe({
      next: (value) => {
        data.value = value
        loading.value = false
        failure.value = null
      },
      error: (error: unknown) => {
        failure.value = error instanceof Error ? error : new Error(String(error))
        loading.value = false
      },
    })
  }

  watch([depends, () => person.value?.user_id], follow, { immediate: true, deep: true })
  if (getCurrentScope()) onScopeDispose(() => running?.unsubscribe())
  return { data, loading, failure }
}
