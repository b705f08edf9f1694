// The signing being filled in: durable like every draft, and void as soon as what was read aloud is no longer what is there.
import { computed, type Ref, ref, toRaw, watch } from 'vue'
import type { Inspection } from '@/contract/entities'
import { fieldDatabase } from '@/database/current'
import { draft as storedDraft } from '@/database/drafts'
import { sha256, utf8 } from '@/kernel/hash'
import type { CheckView } from './checks'
import { draftWriter } from './draft-writer'
import { factsOf } from './seal'
import { emptySigning, type SigningDraft } from './signing'

export function useSigning(
  id: Readonly<Ref<string>>,
  state: Readonly<Ref<Inspection | null>>,
  checks: Readonly<Ref<CheckView[]>>,
) {
  const draft = ref<SigningDraft | null>(null)
  const writer = draftWriter()
  const reading = ref<string | null>(null)
  const changed = ref(false)
  const draft_id = computed(() => `sign:${id.value}`)

  void storedDraft(fieldDatabase(), draft_id.value).then((kept) => {
    draft.value = { ...emptySigning(), ...(kept?.data as Partial<SigningDraft> | undefined) }
  })

  function change(part: Partial<SigningDraft>): Promise<void> {
    if (!draft.value) return Promise.resolve()
    Object.assign(draft.value, part)
    return writer.write({ id: draft_id.value, kind: 'signing', inspection_id: id.value, data: toRaw(draft.value) })
  }

  /** A signature belongs to the text as it stood when it was given. */
  function sign(part: Partial<SigningDraft>): Promise<void> {
    changed.value = false
    return change({ ...part, read: reading.value })
  }

  watch(
    [state, checks],
    async ([now, all]) => {
      if (!now) return
      const text = JSON.stringify([factsOf(now), all.map((one) => one.id).sort()])
      reading.value = await sha256(utf8(text))
    },
    { immediate: true },
  )

  watch([reading, draft], ([now, kept]) => {
    if (!now || !kept?.read || kept.read === now) return
    changed.value = true
    void change({ read: null, party_blob: null, lead_blob: null, second_blob: null, witness_blob: null })
  })

  return { draft, draft_id, failure: writer.failure, changed, change, sign, settled: writer.settled }
}
