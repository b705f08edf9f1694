// An office for specs: keeps a ledger as the server does (accepted, gap, fork, reset, duplicate) and answers with pages.
import { createHash } from 'node:crypto'
import type { Failure } from '@/api/problem'
import type { JsonObject } from '@/kernel/json'
import { ok, type Result, refused } from '@/kernel/result'
import type { PushAnswer } from '@/sync/core/acknowledge'
import type { Body } from '@/sync/core/envelope'
import { parsePage } from '@/sync/core/page'
import type { Greeting, Network, PullBody, PushBody } from '@/sync/network'

interface Entry {
  op_id: string
  body: Body
}

interface Entity {
  entity: string
  id: string
  version: number
  scope: string
  state: JsonObject
}

type Spoil = (text: string) => string

export const SCOPE = 'division:610602'

export class Office implements Network {
  epoch = 7
  incarnation = 1
  safe_seq = 0
  /** of the greeting, and until when everything is in a backup */
  server_time = '2026-11-25T02:00:00Z'
  safe_until: string | null = null
  misses_more = false
  /** added to the hash it tells: an office and a phone that do not agree */
  wrong_hash = 0n
  streams = new Map<number, Entry[]>()
  /** op_id in the order of its effect: nothing may stand here twice */
  effects: string[] = []
  log: Entity[] = []
  missing: string[] = []
  refuse = new Set<string>()
  /** answers that get lost on the way back, and requests that never arrive */
  lose: { answers: number; requests: number } = { answers: 0, requests: 0 }
  spoil: Spoil | null = null
  failure: Failure | null = null
  scopes = [SCOPE]
  page_size = 500

  private get stream(): Entry[] {
    return this.streams.get(this.incarnation) ?? []
  }

  async hello(): Promise<Result<Greeting, Failure>> {
    if (this.failure) return refused(this.failure)
    return ok({
      protocol: 1,
      schema_current: 1,
      schema_min_pull: 1,
      epoch: this.epoch,
      server_time: this.server_time,
      limits: { ops: 500 },
      missing_blobs: this.missing,
      more: this.misses_more,
      safe_until: this.safe_until,
    })
  }

  async push(body: PushBody): Promise<Result<PushAnswer, Failure>> {
    if (this.failure) return refused(this.failure)
    if (this.lose.requests > 0) {
      this.lose.requests -= 1
      return refused({ kind: 'offline' })
    }
    const answer = this.receive(body)
    if (this.lose.answers > 0) {
      this.lose.answers -= 1
      return refused({ kind: 'timeout' })
    }
    return ok(answer)
  }

  private receive(body: PushBody): PushAnswer {
    const stop = this.stopped(body)
    if (stop) return { ...this.told(stop, []), last_seq: this.streams.get(body.incarnation)?.length ?? 0 }
    this.incarnation = body.incarnation
    this.streams.set(this.incarnation, this.stream)
    const results: PushAnswer['results'] = []
    for (const { seq, op_id, body: text } of body.ops) {
      const repeated = seq <= this.stream.length
      const known = repeated || this.effects.includes(op_id)
      if (!repeated) this.stream.push({ op_id, body: JSON.parse(text) as Body })
      const outcome = this.refuse.has(op_id) ? 'rejected' : 'applied'
      if (!known) this.apply(op_id, JSON.parse(text) as Body, outcome)
      results.push(
        known ? { seq, op_id, outcome: 'duplicate', first_outcome: outcome } : { seq, op_id, outcome, version: 1 },
      )
    }
    return this.told('accepted', results)
  }

  private stopped(body: PushBody): PushAnswer['outcome'] | null {
    if (body.epoch !== null && body.epoch !== this.epoch) return 'reset'
    const stream = this.streams.get(body.incarnation)
    if (!stream) {
      if (body.incarnation > this.incarnation + 1 || (body.last_acked && body.last_acked[0] > 0)) return 'reset'
      return body.ops.length > 0 && body.ops[0]?.seq !== 1 ? 'gap' : null
    }
    if (body.last_acked) {
      const [seq, op_id] = body.last_acked
      if (seq > stream.length) return 'reset'
      if (stream[seq - 1]?.op_id !== op_id) return 'fork'
    }
    if (body.ops.length > 0 && (body.ops[0]?.seq ?? 0) > stream.length + 1) return 'gap'
    return body.ops.some((op) => stream[op.seq - 1] !== undefined && stream[op.seq - 1]?.op_id !== op.op_id)
      ? 'fork'
      : null
  }

  private told(outcome: PushAnswer['outcome'], results: PushAnswer['results']): PushAnswer {
    const { epoch, incarnation, safe_seq } = this
    return {
      outcome,
      epoch,
      incarnation,
      last_seq: this.stream.length,
      safe_seq,
      server_time: '2026-11-25T02:00:00Z',
      results,
    }
  }

  private apply(op_id: string, body: Body, outcome: string): void {
    this.effects.push(op_id)
    if (outcome === 'rejected') return
    if (body.kind === 'create' || body.kind === 'append')
      this.write(body.entity, body.id, body.data.state as JsonObject)
    if (body.kind === 'patch') {
      const before = this.latest(body.id)
      const changes = body.data.changes as [string, never, never][]
      if (before)
        this.write(before.entity, before.id, {
          ...before.state,
          ...Object.fromEntries(changes.map(([field, , to]) => [field, to])),
        })
    }
  }

  latest(id: string): Entity | undefined {
    return [...this.log].reverse().find((entity) => entity.id === id)
  }

  write(entity: string, id: string, state: JsonObject, scope: string = SCOPE): void {
    this.log.push({ entity, id, scope, state, version: (this.latest(id)?.version ?? 0) + 1 })
  }

  /** over the newest version of everything in the scope, as the server keeps it (P27) */
  private hash(): string {
    const newest = new Map(this.log.filter((one) => one.scope === SCOPE).map((one) => [one.id, one.version]))
    let found = this.wrong_hash
    for (const [id, version] of newest)
      found ^= BigInt(`0x${createHash('sha256').update(`${id}:${version}`).digest('hex').slice(0, 16)}`)
    return found.toString(16).padStart(16, '0')
  }

  async pull(body: PullBody): Promise<Result<ReturnType<typeof parsePage>, Failure>> {
    if (this.failure) return refused(this.failure)
    try {
      const text = this.page(body)
      return ok(parsePage(this.spoil ? this.spoil(text) : text))
    } catch {
      return refused({ kind: 'offline' })
    }
  }

  page(body: PullBody): string {
    const after = body.cursors[SCOPE] ?? 0
    const lost = (body.epoch !== null && body.epoch !== this.epoch) || after > this.log.length
    const rows = lost ? [] : this.log.slice(after, after + this.page_size)
    const lines = rows.map(({ entity, id, version, scope, state }) => ({
      scope,
      change: 'upsert',
      entity,
      id,
      version,
      state,
    }))
    const next = after + rows.length
    const head = {
      header: true,
      epoch: this.epoch,
      server_time: '2026-11-25T02:00:00Z',
      scopes: this.scopes,
      last_seq: this.streams.get(body.incarnation)?.length ?? 0,
      safe_seq: this.safe_seq,
      schema: 1,
      reset: lost ? 'epoch' : null,
      resnapshot: [],
    }
    const foot = {
      footer: true,
      count: lines.length,
      next: lost ? {} : { [SCOPE]: next },
      seen: {},
      hash: { [SCOPE]: this.hash() },
      more: !lost && next < this.log.length,
    }
    return [head, ...lines, foot].map((row) => JSON.stringify(row)).join('\n')
  }
}
