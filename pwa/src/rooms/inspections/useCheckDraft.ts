// The check being filled in: read once, then changed here and written to disk at every answer, strictly one write after another.
import { computed, provide, ref, shallowRef, toRaw, watch } from 'vue'
import type { Checklist } from '@/contract/entities'
import { fieldDatabase } from '@/database/current'
import { draft as storedDraft } from '@/database/drafts'
import { plain } from '@/kernel/json'
import { type CheckDraft, draftId, emptyDraft, type Subject } from './check-draft'
import { draftWriter } from './draft-writer'
import { TESTER } from './tester'

export interface DraftOf {
  inspection_id: string
  subject: Subject
  checklist: Checklist | null
  /** what a correction starts from */
  from?: CheckDraft | null
}

export function useCheckDraft(of: () => DraftOf | null) {
  const draft = ref<CheckDraft | null>(null)
  /** The draft as the phone would know it after a dead battery: what a count of answers may promise. */
  const on_disk = shallowRef<CheckDraft | null>(null)
  const id = shallowRef('')
  const touched = ref(false)
  provide(
    TESTER,
    computed(() => draft.value?.tester ?? null),
  )
  const writer = draftWriter()
  let about: DraftOf | null = null

  async function open(next: DraftOf | null): Promise<void> {
    const wanted = next ? draftId(next.inspection_id, next.subject) : ''
    if (!next || (wanted === id.value && !isOlder(next))) return
    about = next
    id.value = wanted
    draft.value = on_disk.value = null
    const kept = await storedDraft(fieldDatabase(), wanted)
    if (id.value !== wanted) return
    touched.value = kept !== undefined
    draft.value = kept
      ? (kept.data as unknown as CheckDraft)
      : plain(next.from ?? emptyDraft(next.subject, next.checklist))
    on_disk.value = plain(toRaw(draft.value))
  }

  /** Somebody else recorded or corrected this check while it was only looked at here. */
  function isOlder(next: DraftOf): boolean {
    return !touched.value && draft.value !== null && draft.value.replaces !== (next.from?.replaces ?? null)
  }

  /** Resolves when the answer is on disk. */
  function change(make: (draft: CheckDraft) => void): Promise<void> {
    if (!draft.value) return Promise.resolve()
    make(draft.value)
    touched.value = true
    return save()
  }

  async function save(): Promise<void> {
    if (!about || !draft.value) return
    const { inspection_id, subject } = about
    const written = id.value
    const data = plain(toRaw(draft.value))
    await writer.write({
      id: written,
      kind: 'check',
      inspection_id,
      about: subject.instrument_id ?? subject.premises_id,
      data,
    })
    if (id.value === written && !writer.failure.value) on_disk.value = data
  }

  /** After the check was committed or given up: the next one of the same subject starts empty. */
  function forget(): void {
    id.value = ''
    draft.value = on_disk.value = null
    touched.value = false
  }

  watch(of, (next) => void open(next), { immediate: true })
  return { draft, on_disk, id, touched, failure: writer.failure, change, forget, settled: writer.settled }
}
