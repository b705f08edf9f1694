// The person's own database on this phone, one an enrolment. The stores and what each promises:
// outbox holds what is not yet safe at the office; nothing but the server's "safe" or a named person's discard empties it.
import Dexie, { type Table, type Transaction } from 'dexie'
import { again } from './holders'
import type { BaseRow, BlobBytesRow, BlobRow, CursorRow, DraftRow, MetaRow, OutboxRow, OutcomeRow } from './rows'

export class FieldDatabase extends Dexie {
  declare outbox: Table<OutboxRow, number>
  declare outcomes: Table<OutcomeRow, string>
  declare base: Table<BaseRow, [string, string]>
  declare base_next: Table<BaseRow, [string, string]>
  declare cursor: Table<CursorRow, string>
  declare blobs: Table<BlobRow, string>
  declare blob_bytes: Table<BlobBytesRow, string>
  declare drafts: Table<DraftRow, string>
  declare meta: Table<MetaRow, string>

  constructor(readonly user_id: string) {
    // strict: a transaction is complete when it is on disk, not when the browser has taken note of it
    super(databaseName(user_id), { chromeTransactionDurability: 'strict' })
    this.version(1).stores({
      outbox: 'seq, &op_id, [state+seq+op_id]',
      outcomes: 'op_id, outcome',
      base: '[entity+id], scope, *keys',
      base_next: '[entity+id], scope, *keys',
      cursor: 'scope',
      blobs: 'sha256, state',
      blob_bytes: 'sha256',
      drafts: 'id, inspection_id',
      meta: 'key',
    })
    this.version(2)
      .stores({ base: '[entity+id], *scopes, *keys', base_next: '[entity+id], *scopes, *keys' })
      .upgrade(scopesAsSets)
  }
}

/**
 * Rows of the first version know the last of their scopes only, and no hash. They stay readable, held by the scope that is
 * fetched again from 0. Of photos nobody knows when they arrived: the office will say that it has them. The outbox and the
 * drafts are not touched.
 */
async function scopesAsSets(change: Transaction): Promise<void> {
  await change
    .table<BaseRow>('base')
    .toCollection()
    .modify((row) => {
      row.scopes = [again(row.scope)]
      row.mark = ''
    })
  await change.table('base_next').clear()
  await change.table('cursor').clear()
  await change
    .table<BlobRow & { received_after?: unknown }>('blobs')
    .toCollection()
    .modify((row) => {
      row.received_at = null
      delete row.received_after
    })
}

export function databaseName(user_id: string): string {
  return `hengjian-${user_id}`
}
