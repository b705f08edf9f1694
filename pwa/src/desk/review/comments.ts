// Comments hang on places of a record. What is written is kept in this browser until it is sent with a return.
import { computed, type InjectionKey, inject, reactive, ref, watch } from 'vue'
import { session } from '../session'
import type { VisitRecord } from './record'

export interface Sent {
  text: string
  at: string
  reviewer: string
  /** supplements that say they answer it */
  answers: VisitRecord['supplements']
}

export type Comments = ReturnType<typeof makeComments>
export const COMMENTS: InjectionKey<Comments> = Symbol('comments')

export function makeComments(record: () => VisitRecord | null) {
  const drafts = reactive<Record<string, string>>({})
  const settled = reactive<Record<string, boolean>>({})
  const editing = ref<string | null>(null)
  const keyOf = (id: string) => `hengjian-desk-comments:${session.me?.user.id ?? ''}:${id}`

  watch(
    () => record()?.id,
    (id) => {
      for (const path of Object.keys(drafts)) delete drafts[path]
      for (const path of Object.keys(settled)) delete settled[path]
      editing.value = null
      if (id) Object.assign(drafts, kept(keyOf(id)))
    },
    { immediate: true },
  )
  watch(drafts, (now) => {
    const id = record()?.id
    if (!id) return
    if (Object.keys(now).length) localStorage.setItem(keyOf(id), JSON.stringify(now))
    else localStorage.removeItem(keyOf(id))
  })

  function sentAt(path: string): Sent[] {
    const found = record()
    if (!found) return []
    const own = found.inspection.review_comments.filter((one) => one.path === path)
    return own.map((one) => ({
      ...one,
      answers: found.supplements.filter((answer) => answer.answers_comment === path && answer.at > one.at),
    }))
  }

  /** Comments of an earlier return that nobody answered by name; they stay open until the reviewer settles them. */
  const unanswered = computed(() => {
    const found = record()
    if (found?.inspection.state !== 'submitted') return []
    const paths = [...new Set(found.inspection.review_comments.map((one) => one.path))]
    return paths.filter((path) => !settled[path] && sentAt(path).some((one) => one.answers.length === 0))
  })
  const pending = computed(() => Object.entries(drafts).map(([path, text]) => ({ path, text })))
  const open = computed(() => pending.value.length + unanswered.value.length)

  return { drafts, settled, editing, sentAt, unanswered, pending, open }
}

function kept(key: string): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}

export function useComments(): Comments {
  const found = inject(COMMENTS)
  if (!found) throw new Error('comments stand inside a record only')
  return found
}
