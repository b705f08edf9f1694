// Single facts about the stream of this database. Read and written inside the transaction that they belong to.
import type { Json } from '@/kernel/json'
import type { FieldDatabase } from './database'

export interface Meta {
  device_id: string
  incarnation: number
  /** the next operation's number */
  next_seq: number
  /** highest number ever given out under this device, whatever became of the phone's storage */
  minted: number
  epoch: number | null
  last_acked_seq: number
  last_acked_op_id: string | null
  safe_seq: number
  /** operations up to here are inside the last pulled state */
  pulled_seq: number
  /** 1 while a new base is being built beside the old one */
  rebuilding: boolean
  schema: number
  scopes: string[]
  last_success_at: string | null
  last_pull_at: string | null
  /** drafts and minted as the server last heard */
  heartbeat: string | null
  /** how often what this phone held of a scope was not what the office holds (P27), and when last */
  hash_incidents: number
  hash_incident_at: string | null
  /** when a scope was last fetched again for that: once a day is enough, however long they differ */
  hash_fetched: { [scope: string]: string }
  /** scopes that differ still */
  hash_differing: string[]
}

const DEFAULTS: Meta = {
  device_id: '',
  incarnation: 1,
  next_seq: 1,
  minted: 0,
  epoch: null,
  last_acked_seq: 0,
  last_acked_op_id: null,
  safe_seq: 0,
  pulled_seq: 0,
  rebuilding: false,
  schema: 0,
  scopes: [],
  last_success_at: null,
  last_pull_at: null,
  heartbeat: null,
  hash_incidents: 0,
  hash_incident_at: null,
  hash_fetched: {},
  hash_differing: [],
}

export async function meta(database: FieldDatabase): Promise<Meta> {
  const rows = await database.meta.toArray()
  return { ...DEFAULTS, ...Object.fromEntries(rows.map((row) => [row.key, row.value])) } as Meta
}

export async function setMeta(database: FieldDatabase, changes: Partial<Meta>): Promise<void> {
  await database.meta.bulkPut(Object.entries(changes).map(([key, value]) => ({ key, value: value as Json })))
}
