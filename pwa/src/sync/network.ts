// The three calls of the wire contract, as the pump wants them. An interface, so that a test can be the office.
import { request } from '@/api/client'
import type { Failure } from '@/api/problem'
import { ok, type Result, refused } from '@/kernel/result'
import type { PushAnswer } from './core/acknowledge'
import { type Page, PageBroken, parsePage } from './core/page'

export interface Greeting {
  protocol: number
  schema_current: number
  schema_min_pull: number
  epoch: number
  server_time: string
  limits: { [name: string]: number }
  missing_blobs: string[]
  more: boolean
  /** everything received before this instant is in a verified backup; an older office does not say */
  safe_until?: string | null
}

export interface PushBody {
  device_id: string
  incarnation: number
  epoch: number | null
  last_acked: [number, string] | null
  minted: number
  drafts: { count: number; oldest_at: string | null; hash_incidents?: number }
  clock: { wall: string; tz_offset_minutes: number; monotonic_ms: number }
  ops: { seq: number; op_id: string; sha256: string; body: string }[]
}

export interface PullBody {
  epoch: number | null
  cursors: { [scope: string]: number }
  seen: { [scope: string]: unknown }
  last_acked: [number, string] | null
  incarnation: number
  limit: number
  schema: number
}

export interface Network {
  hello(device_id: string, incarnation: number): Promise<Result<Greeting, Failure>>
  push(body: PushBody, timeout_ms: number): Promise<Result<PushAnswer, Failure>>
  pull(body: PullBody): Promise<Result<Page, Failure>>
}

export const serverNetwork: Network = {
  hello: (device_id, incarnation) =>
    request<Greeting>('GET', `/sync/hello?device_id=${encodeURIComponent(device_id)}&incarnation=${incarnation}`),
  push: (body, timeout_ms) => request<PushAnswer>('POST', '/sync/push', { body, gzip: true, timeout_ms }),
  pull,
}

async function pull(body: PullBody): Promise<Result<Page, Failure>> {
  const answer = await request<string>('POST', '/sync/pull', { body, answer: 'ndjson', timeout_ms: 60_000 })
  if (!answer.ok) return answer
  try {
    return ok(parsePage(answer.value))
  } catch (error) {
    // a cut page is a connection that broke
    if (error instanceof PageBroken) return refused({ kind: 'offline' })
    throw error
  }
}
