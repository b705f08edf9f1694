// The position of the visit that is beginning: asked on its first screen, and still taken when it comes after the start.
import { shallowRef } from 'vue'
import type { Position } from '@/contract/entities'
import { fieldDatabase } from '@/database/current'
import { record } from '@/sync/records'
import { patchFacts } from './commands'
import { type Asking, askPosition } from './position'

export interface Status {
  kind: 'asking' | 'found' | 'none'
  position: Position | null
}

export const status = shallowRef<Status>({ kind: 'none', position: null })
let asking: Asking | null = null

export function askHere(): void {
  asking?.cancel()
  status.value = { kind: 'asking', position: null }
  const mine = askPosition(typeof navigator === 'undefined' ? undefined : navigator.geolocation)
  asking = mine
  void mine.found.then((position) => {
    if (asking === mine) status.value = { kind: position ? 'found' : 'none', position }
  })
}

/** The visit began while the receiver was still searching: what it finds within its time is added. */
export function keepAsking(inspection_id: string): void {
  if (status.value.kind !== 'asking' || !asking) return
  void asking.found.then(async (position) => {
    const database = fieldDatabase()
    const visit = await record(database, 'inspection', inspection_id)
    if (position && visit?.state.state === 'open') await patchFacts(database, visit, { position })
  })
}
