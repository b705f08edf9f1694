// From what a person did to the operation that travels: the body is text, fixed here once and hashed as it stands.
import type { Position } from '@/contract/entities'
import type { BlobRef } from '@/database/rows'
import { sha256, utf8 } from '@/kernel/hash'
import { isId } from '@/kernel/ids'
import { canonical, isObject, type Json, type JsonObject, plain } from '@/kernel/json'
import type { View } from './view'

/** The wire schema in which this build writes operations. */
export const SCHEMA = 1

export interface Part {
  entity: string
  id: string
  state: object
}

interface Common {
  blobs?: readonly BlobRef[]
  position?: Position | null
}

type Seen = Pick<View<unknown>, 'entity' | 'id' | 'version' | 'state'>

export type Intent = Common &
  (
    | { kind: 'create'; entity: string; id: string; state: object; parts?: readonly Part[] }
    | { kind: 'patch'; seen: Seen; changes: object }
    | {
        kind: 'transition'
        seen: Seen
        action: string
        from?: string
        note?: string
        state?: object
        parts?: readonly Part[]
      }
    | { kind: 'append'; entity: string; id: string; parent: string; state: object }
    | { kind: 'delete'; seen: Seen; reason: string }
    | { kind: 'resolve'; conflict: Seen; choice: 'theirs' | 'mine' | 'edit'; value?: JsonObject; reason?: string }
  )

export interface Captured {
  wall: string
  tz_offset_minutes: number
  monotonic_ms: number
  session: string
  position?: Position
}

export interface Body {
  schema: number
  kind: Intent['kind'] | 'alias'
  entity: string
  id: string
  base: number | null
  depends_on: string[]
  actor: string
  captured: Captured
  blobs: BlobRef[]
  data: JsonObject
}

export interface Context {
  actor: string
  captured: Captured
  depends_on: (ids: ReadonlySet<string>) => string[]
}

export interface SealedBody {
  body: Body
  bytes: Uint8Array<ArrayBuffer>
  sha256: string
}

export function bodyOf(intent: Intent, context: Context): Body {
  const data = plain(dataOf(intent)) as JsonObject
  const { entity, id, base } = subjectOf(intent)
  const position = intent.position ? { position: intent.position } : {}
  return plain({
    schema: SCHEMA,
    kind: intent.kind,
    entity,
    id,
    base,
    depends_on: context.depends_on(new Set([id, ...idsIn(data)])),
    actor: context.actor,
    captured: { ...context.captured, ...position },
    blobs: (intent.blobs ?? []).map(({ sha256, size, media_type, role }) => ({ sha256, size, media_type, role })),
    data,
  })
}

export async function sealBody(body: Body): Promise<SealedBody> {
  const bytes = utf8(canonical(body as unknown as JsonObject))
  return { body, bytes, sha256: await sha256(bytes) }
}

function subjectOf(intent: Intent): { entity: string; id: string; base: number | null } {
  if (intent.kind === 'create' || intent.kind === 'append') return { entity: intent.entity, id: intent.id, base: null }
  const seen = intent.kind === 'resolve' ? intent.conflict : intent.seen
  // 0: born on this phone and not yet seen from the server; the office knows the chain by its operations
  return { entity: seen.entity, id: seen.id, base: seen.version ?? 0 }
}

function dataOf(intent: Intent): object {
  switch (intent.kind) {
    case 'create':
      return { state: intent.state, parts: intent.parts }
    case 'append':
      return { parent: intent.parent, state: intent.state }
    case 'delete':
      return { reason: intent.reason }
    case 'resolve':
      return { conflict: intent.conflict.id, choice: intent.choice, value: intent.value, reason: intent.reason }
    case 'patch':
      return { changes: changesOf(intent.seen.state, intent.changes) }
    case 'transition':
      return {
        action: intent.action,
        from: intent.from ?? stateWord(intent.seen.state),
        note: intent.note,
        state: intent.state,
        parts: intent.parts,
      }
  }
}

/** Only what differs from what the person saw, each with the value they saw: that is what the merge compares. */
function changesOf(seen: unknown, changes: object): [string, Json, Json][] {
  const before = (isObject(seen) ? seen : {}) as JsonObject
  return Object.entries(changes as Record<string, Json>)
    .map(([field, to]): [string, Json, Json] => [field, before[field] ?? null, to ?? null])
    .filter(([, from, to]) => canonical(plain(from)) !== canonical(plain(to)))
}

function stateWord(seen: unknown): string {
  return isObject(seen) && typeof seen.state === 'string' ? seen.state : ''
}

function idsIn(value: Json): string[] {
  if (isId(value)) return [value]
  if (Array.isArray(value)) return value.flatMap(idsIn)
  return isObject(value) ? Object.values(value as JsonObject).flatMap(idsIn) : []
}
