// How much waits where: asked once a minute and after every act, shown in the rail and above the queue.
import { ref } from 'vue'
import { get } from './api'
import { may, session } from './session'

export type Counts = Partial<
  Record<
    | 'open'
    | 'submitted'
    | 'returned'
    | 'approved'
    | 'superseded'
    | 'awaiting_confirmation'
    | 'awaiting_evidence'
    | 'conflicts',
    number
  >
>

export const counts = ref<Counts>({})

export async function countAgain(): Promise<void> {
  if (!session.me || !may('inspection.read')) return
  try {
    counts.value = await get<Counts>('/review/counts')
  } catch {
    // The screens say what failed; a number that cannot be had is simply not shown.
    counts.value = {}
  }
}
