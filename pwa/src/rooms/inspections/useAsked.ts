// The checklists of a visit, live: those the place asks for, and those somebody opened by hand.
import { computed, type Ref } from 'vue'
import type { Inspection } from '@/contract/entities'
import { drafts } from '@/database/drafts'
import { useLiveQuery } from '@/database/live-query'
import type { CheckView } from './checks'
import { askedOf } from './queries'

export function useAsked(
  id: Readonly<Ref<string>>,
  state: Readonly<Ref<Inspection | null>>,
  checks: Readonly<Ref<CheckView[]>>,
  opened: () => string = () => '',
) {
  const begun = useLiveQuery(
    async (database) => (await drafts(database, id.value)).map((one) => one.id.split(':').pop() ?? ''),
    () => id.value,
  )
  /** One text, so that an answer written to a draft does not read the place again. */
  const by_hand = computed(() => {
    const answered = checks.value.map((one) => one.state.checklist_code ?? '')
    return begun.data.value && [...new Set([opened(), ...answered, ...begun.data.value])].sort().join(' ')
  })
  const found = useLiveQuery(
    (database) =>
      state.value && by_hand.value !== undefined ? askedOf(database, state.value, by_hand.value.split(' ')) : null,
    () => [id.value, state.value?.premises_id, by_hand.value],
  )
  return {
    asked: computed(() => found.data.value ?? []),
    /** until then no screen may say that nothing is asked, or that nothing is missing */
    known: computed(() => Boolean(found.data.value ?? found.failure.value)),
  }
}
