// Moving work between this phone and the office: runs what the reducer asks for, one step after the other.
import type { Failure } from '@/api/problem'
import type { FieldDatabase } from '@/database/database'
import { meta, setMeta } from '@/database/meta'
import type { OutboxRow } from '@/database/rows'
import { guarded, PATIENCE_MS } from '@/database/watchdog'
import { type Clock, instant, offsetMinutes } from '@/kernel/clock'
import { fromUtf8 } from '@/kernel/hash'
import { acknowledge, type PushAnswer } from './core/acknowledge'
import { type Effect, type PumpEvent, type PumpState, type Reason, reduce, START, type Trouble } from './core/reducer'
import type { Network, PullBody, PushBody } from './network'
import { applyPage } from './pages'
import { rebuildBase, resendFrom, startOver } from './recovery'
import { advancePhotos, advanceSafe, releaseSafe, stampPhotos } from './safety'

export interface Transfers {
  /** a new round, with the photos the office says it lacks */
  begin(missing: readonly string[]): Promise<void>
  /** one photo, if one is to be sent; whether there may be more */
  sendNext(): Promise<{ more: boolean; failure: Failure | null }>
}

export interface Ports {
  network: Network
  transfers: Transfers
  clock: Clock
  chance(): number
  /** wake the pump after a while; replaces an earlier appointment */
  later(milliseconds: number, wake: () => void): void
}

const HEARTBEAT_MS = 15 * 60_000
const PAGE = 500

export class Pump {
  state: PumpState = START
  private queue: Effect[] = []
  private running: Promise<void> | null = null
  private listeners = new Set<(state: PumpState) => void>()
  /** where the office last asked to begin again: asked for the same twice, resending does not help */
  private resent: number | null = null
  /** what the greeting of this round said about backups; believed once push and pull found the office unchanged */
  private safe_until: string | null = null

  constructor(
    private readonly database: FieldDatabase,
    private readonly ports: Ports,
  ) {}

  onChange(listener: (state: PumpState) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Resolves when the pump rests again. */
  wake(reason: Reason): Promise<void> {
    this.take({ type: 'wake', reason })
    return this.run()
  }

  wentOffline(): void {
    this.take({ type: 'went_offline' })
  }

  private take(event: PumpEvent): void {
    const [state, effects] = reduce(this.state, event)
    this.state = state
    this.queue.push(...effects)
    for (const listener of this.listeners) listener(state)
  }

  private run(): Promise<void> {
    this.running ??= this.drain().finally(() => {
      this.running = null
    })
    return this.running
  }

  private async drain(): Promise<void> {
    for (let effect = this.queue.shift(); effect; effect = this.queue.shift()) {
      if (effect.do === 'wait') this.ports.later(effect.wait_ms ?? 0, () => void this.wake('timer'))
      else this.take(await this.attempt(effect))
    }
  }

  /** A step that throws must not hold the pump for ever: it rests, says so, and tries again. */
  private async attempt(effect: Effect): Promise<PumpEvent> {
    try {
      return await this.perform(effect)
    } catch (error) {
      return this.failed({ kind: 'trouble', name: error instanceof Error ? error.name : String(error) })
    }
  }

  private async perform(effect: Effect): Promise<PumpEvent> {
    switch (effect.do) {
      case 'hello':
        return this.hello()
      case 'push':
        return this.push(effect.size ?? 1)
      case 'recover':
        return this.recover()
      case 'pull':
        return this.pull()
      default:
        return this.upload()
    }
  }

  private failed(failure: Trouble): PumpEvent {
    return { type: 'failed', failure, chance: this.ports.chance() }
  }

  private async hello(): Promise<PumpEvent> {
    const { device_id, incarnation, epoch } = await meta(this.database)
    const answer = await this.ports.network.hello(device_id, incarnation)
    if (!answer.ok) return this.failed(answer.reason)
    await this.ports.transfers.begin(answer.value.missing_blobs)
    const anomaly = epoch !== null && epoch !== answer.value.epoch
    if (!anomaly && !answer.value.more) await stampPhotos(this.database, answer.value.server_time)
    this.safe_until = answer.value.safe_until ?? null
    const most = answer.value.limits.ops ?? answer.value.limits.max_ops ?? 500
    return { type: 'greeted', anomaly, most }
  }

  /** The newest incarnation comes from the office: whatever it answers to a heartbeat, it names it. */
  private async recover(): Promise<PumpEvent> {
    const answer = await this.ports.network.push(await pushBody(this.database, [], this.ports.clock), 20_000)
    if (!answer.ok) return this.failed(answer.reason)
    await startOver(this.database, answer.value.incarnation + 1)
    return { type: 'recovered' }
  }

  private async push(size: number): Promise<PumpEvent> {
    const rows = await nextRows(this.database, size)
    const body = await pushBody(this.database, rows, this.ports.clock)
    const beat = JSON.stringify([body.drafts, body.minted])
    if (rows.length === 0 && !(await this.heartbeatDue(beat)))
      return { type: 'pushed', more: false, anomaly: false, took_ms: 0 }
    const started = this.ports.clock.monotonic()
    await countAttempt(this.database, rows)
    const answer = await this.ports.network.push(body, Math.max(20_000, rows.length * 1_000))
    if (!answer.ok) return this.failed(answer.reason)
    const took_ms = this.ports.clock.monotonic() - started
    if (answer.value.outcome === 'gap' && (await this.resend(answer.value.last_seq + 1)))
      return { type: 'pushed', more: true, anomaly: false, took_ms }
    if (answer.value.outcome !== 'accepted') return { type: 'pushed', more: false, anomaly: true, took_ms }
    this.resent = null
    const taken = answer.value
    await guarded(PATIENCE_MS, () => takeAnswer(this.database, rows, taken, beat, this.ports.clock))
    return { type: 'pushed', more: (await nextRows(this.database, 1)).length > 0, anomaly: false, took_ms }
  }

  private async resend(first: number): Promise<boolean> {
    if (this.resent === first) return false
    this.resent = first
    return resendFrom(this.database, first)
  }

  private async heartbeatDue(beat: string): Promise<boolean> {
    const { heartbeat, last_success_at } = await meta(this.database)
    return (
      heartbeat !== beat ||
      last_success_at === null ||
      Date.parse(last_success_at) < this.ports.clock.now() - HEARTBEAT_MS
    )
  }

  private async pull(): Promise<PumpEvent> {
    const answer = await this.ports.network.pull(await pullBody(this.database))
    if (!answer.ok) return this.failed(answer.reason)
    const page = answer.value
    if (page.header.reset) return { type: 'pulled', more: false, anomaly: true }
    if (page.header.resnapshot.length > 0) {
      await rebuildBase(this.database)
      return { type: 'pulled', more: true, anomaly: false }
    }
    const again = await guarded(PATIENCE_MS, () => applyPage(this.database, page, this.ports.clock.now()))
    const more = page.footer.more || again
    if (!more) await this.release()
    return { type: 'pulled', more, anomaly: false }
  }

  private async release(): Promise<void> {
    if (this.safe_until) await advancePhotos(this.database, this.safe_until)
    await releaseSafe(this.database, this.ports.clock.now())
  }

  private async upload(): Promise<PumpEvent> {
    const { more, failure } = await this.ports.transfers.sendNext()
    return failure ? this.failed(failure) : { type: 'uploaded', more }
  }
}

/** The next unsent operations, without a gap after the last one the office acknowledged. Sealed work waits for its owner. */
async function nextRows(database: FieldDatabase, size: number): Promise<OutboxRow[]> {
  const { last_acked_seq } = await meta(database)
  const rows = await database.outbox.where('seq').above(last_acked_seq).limit(size).toArray()
  const stop = rows.findIndex((row) => row.sealed)
  return stop === -1 ? rows : rows.slice(0, stop)
}

async function pushBody(database: FieldDatabase, rows: readonly OutboxRow[], clock: Clock): Promise<PushBody> {
  const known = await meta(database)
  const drafts = await database.drafts.toArray()
  const oldest_at = drafts.map((draft) => draft.saved_at).sort()[0] ?? null
  const incidents = known.hash_incidents > 0 ? { hash_incidents: known.hash_incidents } : {}
  const now = clock.now()
  return {
    device_id: known.device_id,
    incarnation: known.incarnation,
    epoch: known.epoch,
    last_acked: lastAcked(known),
    minted: known.minted,
    drafts: { count: drafts.length, oldest_at, ...incidents },
    clock: { wall: instant(now), tz_offset_minutes: offsetMinutes(now), monotonic_ms: clock.monotonic() },
    ops: rows.map(({ seq, op_id, sha256, bytes }) => ({ seq, op_id, sha256, body: fromUtf8(bytes) })),
  }
}

async function pullBody(database: FieldDatabase): Promise<PullBody> {
  const known = await meta(database)
  const cursors = await database.cursor.toArray()
  return {
    epoch: known.epoch,
    cursors: Object.fromEntries(cursors.map((row) => [row.scope, row.seq])),
    seen: Object.fromEntries(cursors.flatMap((row) => (row.seen === null ? [] : [[row.scope, row.seen]]))),
    last_acked: lastAcked(known),
    incarnation: known.incarnation,
    limit: PAGE,
    schema: 1,
  }
}

function lastAcked(known: { last_acked_seq: number; last_acked_op_id: string | null }): [number, string] | null {
  return known.last_acked_op_id === null ? null : [known.last_acked_seq, known.last_acked_op_id]
}

async function countAttempt(database: FieldDatabase, rows: readonly OutboxRow[]): Promise<void> {
  await database.outbox
    .where('seq')
    .anyOf(rows.map((row) => row.seq))
    .modify((row) => {
      row.attempts += 1
    })
}

/** The answer in one transaction: what was received, what became of it, and how far the office has come. */
async function takeAnswer(
  database: FieldDatabase,
  rows: readonly OutboxRow[],
  answer: PushAnswer,
  beat: string,
  clock: Clock,
): Promise<void> {
  const now = instant(clock.now())
  const { received, outcomes, last_acked } = acknowledge(rows, answer, now)
  const { outbox } = database
  await database.transaction('rw', [outbox, database.outcomes, database.meta], async () => {
    await outbox.where('seq').anyOf(received).modify({ state: 'received' })
    await database.outcomes.bulkPut(outcomes)
    if (last_acked) await setMeta(database, { last_acked_seq: last_acked[0], last_acked_op_id: last_acked[1] })
    await advanceSafe(database, answer.safe_seq)
    await setMeta(database, { epoch: answer.epoch, last_success_at: now, heartbeat: beat })
  })
}
