// The person's own database on this phone, one an enrolment. The stores and what each promises:
// outbox holds what is not yet safe at the office; nothing but the server's "safe" or a named person's discard empties it.
import Dexie, { type Table } from 'dexie'
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
  }
}

export function databaseName(user_id: string): string {
  return `hengjian-${user_id}`
}
