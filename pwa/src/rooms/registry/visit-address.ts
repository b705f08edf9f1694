// Where a visit of a place begins or goes on. Visits are of the venue; a stall is one stop within.
import type { Inspection, Premises } from '@/contract/entities'
import type { View } from '@/sync/core/view'

export function visitAddress(
  premises: View<Premises>,
  root: View<Premises>,
  open: View<Inspection> | undefined,
  task: string,
): string {
  if (!open) return `/start/${root.id}${task ? `?task=${task}` : ''}`
  const within = premises.id !== root.id && premises.state.kind === 'stall'
  return within ? `/visit/${open.id}/run/${premises.id}` : `/visit/${open.id}`
}
