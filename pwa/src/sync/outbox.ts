// Writing: an operation is on disk, with its number, in the transaction that removes the drafts it came from. Or nothing is.
import type { FieldDatabase } from '@/database/database'
import { meta, setMeta } from '@/database/meta'
import type { OutboxRow } from '@/database/rows'
import { leaveCanary } from '@/database/storage'
import { guarded, PATIENCE_MS } from '@/database/watchdog'
import { type Clock, instant, offsetMinutes, systemClock } from '@/kernel/clock'
import { uuid7 } from '@/kernel/ids'
import { bodyOf, type Context, type Intent, type SealedBody, sealBody } from './core/envelope'
import { type KeptOperation, touches } from './core/view'
import { keptOperations } from './kept'

export interface Committed {
  op_id: string
  sha256: string
  seq: number
}

export interface CommitOptions {
  removes_drafts?: readonly string[]
  clock?: Clock
}

/** One start of the app: lets the office compare monotonic times within it. */
const SESSION = uuid7()

export class PhotoNotStored extends Error {}
export class OperationTooLarge extends Error {}

/** The office takes no larger body. */
const MOST_BYTES = 262_144

/** Returns when it is on disk; a storage that does not answer is noticed, and nothing is written a second time. */
export function commit(
  database: FieldDatabase,
  given: Intent | readonly Intent[],
  options: CommitOptions = {},
): Promise<Committed[]> {
  return guarded(PATIENCE_MS, () => committed(database, given, options))
}

async function committed(
  database: FieldDatabase,
  given: Intent | readonly Intent[],
  options: CommitOptions,
): Promise<Committed[]> {
  const intents = Array.isArray(given) ? (given as readonly Intent[]) : [given as Intent]
  const sealed = await sealAll(database, intents, options.clock ?? systemClock)
  const stores = [database.outbox, database.meta, database.drafts, database.blobs]
  const rows = await database.transaction('rw', stores, async () => {
    await ensurePhotosStored(database, sealed)
    const { next_seq, minted } = await meta(database)
    const rows = sealed.map((one, index) => rowOf(one, next_seq + index))
    await database.outbox.bulkAdd(rows)
    await database.drafts.bulkDelete([...(options.removes_drafts ?? [])])
    await setMeta(database, { next_seq: next_seq + rows.length, minted: Math.max(minted, next_seq + rows.length - 1) })
    return rows.map(({ op_id, sha256, seq }) => ({ op_id, sha256, seq }))
  })
  leaveCanary(database.user_id)
  return rows
}

type SealedOperation = SealedBody & { op_id: string }

/** Hashing waits for the platform, and an IndexedDB transaction does not wait: so all bodies are made before it opens. */
async function sealAll(database: FieldDatabase, intents: readonly Intent[], clock: Clock): Promise<SealedOperation[]> {
  const earlier = (await keptOperations(database)).filter((operation) => operation.state === 'here')
  const newest = newestBySubject(earlier)
  const sealed: SealedOperation[] = []
  for (const intent of intents) {
    const op_id = uuid7(clock.now())
    const one = await sealBody(bodyOf(intent, contextOf(database.user_id, clock, newest)))
    if (one.bytes.length > MOST_BYTES) throw new OperationTooLarge(`${one.bytes.length} bytes`)
    if (intent.kind === 'patch' && (one.body.data.changes as readonly unknown[]).length === 0) continue
    for (const subject of touches(one.body)) newest.set(idOf(subject), op_id)
    sealed.push({ ...one, op_id })
  }
  return sealed
}

function contextOf(actor: string, clock: Clock, newest: ReadonlyMap<string, string>): Context {
  const now = clock.now()
  return {
    actor,
    captured: {
      wall: instant(now),
      tz_offset_minutes: offsetMinutes(now),
      monotonic_ms: clock.monotonic(),
      session: SESSION,
    },
    depends_on: (ids) => [...new Set([...ids].flatMap((id) => newest.get(id) ?? []))].sort(),
  }
}

/** Each entity's latest unsent operation: what a later one that names it depends on. */
function newestBySubject(operations: readonly KeptOperation[]): Map<string, string> {
  const newest = new Map<string, string>()
  for (const operation of operations) {
    for (const subject of touches(operation.body)) newest.set(idOf(subject), operation.op_id)
  }
  return newest
}

function idOf(subject: string): string {
  return subject.slice(subject.indexOf('/') + 1)
}

function rowOf({ op_id, sha256, bytes }: SealedOperation, seq: number): OutboxRow {
  return { seq, op_id, sha256, state: 'here', attempts: 0, sealed: false, bytes }
}

async function ensurePhotosStored(database: FieldDatabase, sealed: readonly SealedOperation[]): Promise<void> {
  const named = sealed.flatMap((one) => one.body.blobs.map((blob) => blob.sha256))
  const stored = await database.blobs.bulkGet(named)
  const missing = named.filter((_, index) => !stored[index])
  if (missing.length > 0) throw new PhotoNotStored(missing.join(', '))
}

/** Signing out: work stays on this phone and waits, unsent, for its owner. */
export async function sealWork(database: FieldDatabase, sealed: boolean): Promise<number> {
  return database.outbox.filter((row) => row.state === 'here' && row.sealed !== sealed).modify({ sealed })
}
