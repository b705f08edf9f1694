// Writes drafts one after another and says when one could not be written. An answer counts when its write has resolved.
import { type ShallowRef, shallowRef } from 'vue'
import { fieldDatabase } from '@/database/current'
import { type DraftInput, saveDraft } from '@/database/drafts'
import { plain } from '@/kernel/json'

export interface DraftWriter {
  failure: ShallowRef<Error | null>
  write(row: DraftInput): Promise<void>
  settled(): Promise<void>
}

export function draftWriter(): DraftWriter {
  const failure = shallowRef<Error | null>(null)
  let last: Promise<void> = Promise.resolve()

  async function one(row: DraftInput): Promise<void> {
    try {
      await saveDraft(fieldDatabase(), row)
      failure.value = null
    } catch (error) {
      failure.value = error instanceof Error ? error : new Error(String(error))
    }
  }

  function write(row: DraftInput): Promise<void> {
    const fixed = { ...row, data: plain(row.data) }
    last = last.then(() => one(fixed))
    return last
  }

  return { failure, write, settled: () => last }
}
