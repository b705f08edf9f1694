// A query of the local database that a screen shows, and that follows every change of it by itself.
import { getCurrentScope, onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { openedDatabase, person } from './current'
import type { FieldDatabase } from './database'
import { follow } from './follow'

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
  let stop = () => {}

  function start(): void {
    stop()
    const database = openedDatabase()
    if (!database) return
    loading.value = true
    stop = follow(() => query(database), answered, failed)
  }

  function answered(value: T): void {
    data.value = value
    loading.value = false
    failure.value = null
  }

  function failed(error: unknown): void {
    console.error(error)
    failure.value = error instanceof Error ? error : new Error(String(error))
    loading.value = false
  }

  watch([depends, () => person.value?.user_id], start, { immediate: true, deep: true })
  if (getCurrentScope()) onScopeDispose(() => stop())
  return { data, loading, failure }
}
