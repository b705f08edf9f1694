// A list whose filters live in the address and whose pages are appended: changing a filter starts anew.
import { computed, reactive, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, type Page, type Problem, query } from './api'
import { asProblem } from './use-load'

export function useList<T>(path: string, names: readonly string[], fixed: Record<string, string> = {}) {
  const route = useRoute()
  const router = useRouter()
  const read = () => Object.fromEntries(names.map((name) => [name, String(route.query[name] ?? '')]))
  const filters = reactive<Record<string, string>>(read())
  const items = ref<T[]>([]) as { value: T[] }
  const next = ref<string | null>(null)
  const busy = ref(false)
  const problem = ref<Problem | null>(null)
  let turn = 0

  async function load(more = false): Promise<void> {
    const mine = ++turn
    busy.value = true
    problem.value = null
    try {
      const page = await get<Page<T>>(path + query({ ...fixed, ...filters, cursor: more ? next.value : null, limit: 100 }))
      if (mine !== turn) return
      items.value = more ? [...items.value, ...page.items] : page.items
      next.value = page.next
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error)
    } finally {
      if (mine === turn) busy.value = false
    }
  }

  let wait = 0
  watch(filters, () => {
    window.clearTimeout(wait)
    wait = window.setTimeout(() => {
      const set = Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
      void router.replace({ query: set })
      void load()
    }, 250)
  })
  void load()
  return { filters, items: computed(() => items.value), next, busy, problem, load }
}
