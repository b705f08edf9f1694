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
  const answered = () => checks.value.flatMap((one) => one.state.checklist_code ?? [])
  const found = useLiveQuery(
    async (database) => {
      if (!state.value) return null
      const begun = (await drafts(database, id.value)).map((one) => one.id.split(':').pop() ?? '')
      return askedOf(database, state.value, [opened(), ...answered(), ...begun])
    },
    () => [id.value, state.value?.premises_id, opened(), answered()],
  )
  return { asked: computed(() => found.data.value ?? []), known: computed(() => Boolean(found.data.value)) }
}
