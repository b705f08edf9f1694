// A list whose filters live in the address and whose pages are appended: changing a filter starts anew.
import { reactive, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, type Page, type Problem, query } from './api'
import { asProblem } from './use-load'

interface Options {
  /** what a filter is when the address does not name it */
  defaults?: Record<string, string>
  /** sent with every question, never shown */
  fixed?: Record<string, string>
  limit?: number
}

export function useList<T>(path: string, names: readonly string[], options: Options = {}) {
  const route = useRoute()
  const router = useRouter()
  const read = (name: string) => String(route.query[name] ?? options.defaults?.[name] ?? '')
  const filters = reactive<Record<string, string>>(Object.fromEntries(names.map((name) => [name, read(name)])))
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let turn = 0

  async function load(more = false): Promise<void> {
    const mine = ++turn
    busy.value = true
    problem.value = null
    try {
      const asked = { ...options.fixed, ...filters, cursor: more ? next.value : null, limit: options.limit ?? 100 }
      const page = await get<Page<T>>(path + query(asked))
      if (mine !== turn) return
      items.value = more ? [...items.value, ...page.items] : page.items
      next.value = page.next
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error)
    } finally {
      if (mine === turn) busy.value = false
    }
  }

  /** Filters that stand in the address: those that are not what they are anyway. */
  function inAddress(): Record<string, string> {
    const others = Object.entries(route.query).filter(([name]) => !names.includes(name))
    const set = names
      .map((name) => [name, filters[name] ?? ''])
      .filter(([name, value]) => {
        return value !== (options.defaults?.[name ?? ''] ?? '')
      })
    return Object.fromEntries([...others.map(([name, value]) => [name, String(value)]), ...set])
  }

  let wait = 0
  watch(filters, () => {
    window.clearTimeout(wait)
    wait = window.setTimeout(() => {
      void router.replace({ query: inAddress() })
      void load()
    }, 250)
  })
  void load()
  return { filters, items, next, busy, problem, load }
}
