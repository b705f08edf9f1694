// The rows of the phone's stores. snake_case throughout: one grep finds a thing in both languages.
import type { Json, JsonObject } from '@/kernel/json'

export type Whereabouts = 'here' | 'received' | 'safe'

/** What the office said about an operation. The last four are for a person to look at. */
export type Outcome = 'applied' | 'merged' | 'duplicate' | 'conflict' | 'rejected' | 'quarantined'

/** One operation on its way. `sealed` work belongs to somebody who signed out: kept, not sent, until they are back. */
export interface OutboxRow {
  seq: number
  op_id: string
  sha256: string
  state: Whereabouts
  attempts: number
  sealed: boolean
  /** the body: JSON text as UTF-8, fixed when it was committed; later encryption changes only this */
  bytes: Uint8Array<ArrayBuffer>
}

export interface OutcomeRow {
  op_id: string
  outcome: Outcome
  version: number | null
  problem: JsonObject | null
  received_at: string
  /** when a person has taken note of a refusal */
  seen_at: string | null
}

/** Last state from the server. `keys` are the searchable ones of keys.ts; `text` is what a search looks through. */
export interface BaseRow {
  entity: string
  id: string
  version: number
  /** the scope that sent this state */
  scope: string
  /** everything that holds the row here (holders.ts): it goes with the last of them */
  scopes: string[]
  /** what this version adds to the hash of a scope (sync/core/scope-hash.ts); empty in rows of an older app */
  mark: string
  state: JsonObject
  keys: string[]
  text: string
}

export interface CursorRow {
  scope: string
  /** how far this scope has been pulled */
  seq: number
  /** head and tag of the last answer: shows a restored server for what it is */
  seen: Json
  /** over the rows this scope holds here, kept as they come and go */
  hash: string
}

export interface BlobRef {
  sha256: string
  size: number
  media_type: string
  role: string
}

export interface BlobRow extends BlobRef {
  state: Whereabouts
  taken_at: string
  attempts: number
  /** where a broken upload goes on */
  upload_url: string | null
  /** an instant of the office at which it said that it had the photo: a backup begun later holds it */
  received_at: string | null
}

/** ArrayBuffers, never Blobs: WebKit has lost Blobs in IndexedDB more than once. */
export interface BlobBytesRow {
  sha256: string
  /** null once the photo is safe and its time here is over; never before */
  bytes: ArrayBuffer | null
  thumbnail: ArrayBuffer | null
}

export interface DraftRow {
  id: string
  kind: string
  inspection_id: string | null
  about: string | null
  data: JsonObject
  saved_at: string
}

export interface MetaRow {
  key: string
  value: Json
}
