// The three calls of the wire contract, as the pump wants them. An interface, so that a test can be the office.
import { request } from '@/api/client'
import type { Failure } from '@/api/problem'
import { ok, type Result, refused } from '@/kernel/result'
import type { PushAnswer } from './core/acknowledge'
import { type Page, PageBroken, parsePage } from './core/page'

/** What makes a phone start over under a new incarnation. */
export type Anomaly = 'gap' | 'fork' | 'reset'

export interface Greeting {
  protocol: number
  schema_current: number
  schema_min_pull: number
  epoch: number
  server_time: string
  limits: { [name: string]: number }
  missing_blobs: string[]
  more: boolean
}

export interface PushBody {
  device_id: string
  incarnation: number
  epoch: number | null
  last_acked: [number, string] | null
  minted: number
  drafts: { count: number; oldest_at: string | null }
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

export type Pushed = { anomaly: null; answer: PushAnswer } | { anomaly: Anomaly; expected: number | null }
export type Pulled = { anomaly: null; page: Page } | { anomaly: Anomaly }

export interface Network {
  hello(device_id: string, incarnation: number): Promise<Result<Greeting, Failure>>
  push(body: PushBody, timeout_ms: number): Promise<Result<Pushed, Failure>>
  pull(body: PullBody): Promise<Result<Pulled, Failure>>
}

export const serverNetwork: Network = {
  hello: (device_id, incarnation) =>
    request<Greeting>('GET', `/sync/hello?device_id=${encodeURIComponent(device_id)}&incarnation=${incarnation}`),
  push,
  pull,
}

async function push(body: PushBody, timeout_ms: number): Promise<Result<Pushed, Failure>> {
  const answer = await request<PushAnswer>('POST', '/sync/push', { body, gzip: true, timeout_ms })
  if (answer.ok) return ok({ anomaly: null, answer: answer.value })
  const anomaly = anomalyOf(answer.reason)
  return anomaly ? ok({ anomaly, expected: expectedOf(answer.reason) }) : answer
}

async function pull(body: PullBody): Promise<Result<Pulled, Failure>> {
  const answer = await request<string>('POST', '/sync/pull', { body, answer: 'ndjson', timeout_ms: 60_000 })
  if (!answer.ok) {
    const anomaly = anomalyOf(answer.reason)
    return anomaly ? ok({ anomaly }) : answer
  }
  try {
    return ok({ anomaly: null, page: parsePage(answer.value) })
  } catch (error) {
    if (error instanceof PageBroken) return refused({ kind: 'offline' })
    throw error
  }
}

function anomalyOf(failure: Failure): Anomaly | null {
  if (!('problem' in failure) || !failure.problem) return null
  const { slug } = failure.problem
  return slug === 'gap' || slug === 'fork' || slug === 'reset' ? slug : null
}

function expectedOf(failure: Failure): number | null {
  const expected = 'problem' in failure ? failure.problem?.facts.expected : null
  return typeof expected === 'number' ? expected : null
}
