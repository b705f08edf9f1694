// What a person sees: the server's last state with this phone's waiting operations folded over it. Pure.
import type { BaseRow, Outcome, OutcomeRow, Whereabouts } from '@/database/rows'
import type { Json, JsonObject } from '@/kernel/json'
import type { Body, Part } from './envelope'

export interface View<S> {
  entity: string
  id: string
  version: number | null
  scope: string | null
  state: S
  /** where its own operations are; `safe` when nothing of it waits */
  at: Whereabouts
  /** set when the office holds or refused one of its operations, or two people wrote differently */
  trouble: Outcome | null
}

/** An operation that this phone still keeps. */
export interface KeptOperation {
  seq: number
  op_id: string
  state: Whereabouts
  body: Body
  outcome: OutcomeRow | null
  /** the pulled state already contains it */
  included: boolean
}

const TROUBLES: ReadonlySet<Outcome> = new Set<Outcome>(['conflict', 'rejected', 'quarantined'])

export function isTrouble(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && TROUBLES.has(outcome)
}

/** The lifecycle word after a step, as the room's own table says it. */
const STEPS: { [step: string]: string } = {
  'inspection.submit': 'submitted',
  'inspection.resubmit': 'submitted',
  'inspection.withdraw': 'superseded',
  'instrument.retire': 'retired',
  'instrument.reopen': 'in_use',
  'premises.retire': 'retired',
  'premises.close': 'closed',
  'premises.reopen': 'active',
  'merchant.retire': 'retired',
  'merchant.reopen': 'active',
}

/** The states a fresh record has before the server says so. */
const FIRST_STATE: { [entity: string]: string } = {
  inspection: 'open',
  instrument: 'in_use',
  premises: 'active',
  merchant: 'active',
  verification: 'pending',
}

export function fold(
  entity: string,
  id: string,
  base: BaseRow | undefined,
  kept: readonly KeptOperation[],
): View<JsonObject> | undefined {
  let state: JsonObject | undefined = base?.state
  for (const operation of kept) {
    if (operation.included && base) continue
    state = step(entity, id, state, operation)
  }
  if (!state) return undefined
  return {
    entity,
    id,
    version: base?.version ?? null,
    scope: base?.scope ?? null,
    state,
    at: leastSafe(kept),
    trouble: kept.find((operation) => isTrouble(operation.outcome?.outcome))?.outcome?.outcome ?? null,
  }
}

function step(
  entity: string,
  id: string,
  state: JsonObject | undefined,
  operation: KeptOperation,
): JsonObject | undefined {
  const { body } = operation
  const part = partsOf(body).find((one) => one.id === id && one.entity === entity)
  // what was born here stays visible even when the office refused it: nothing that was saved disappears
  if (part) return state ?? firstState(entity, part.state as JsonObject)
  if (body.id !== id || body.entity !== entity) return state
  if (body.kind === 'create' || body.kind === 'append')
    return state ?? firstState(entity, body.data.state as JsonObject)
  if (!state || isTrouble(operation.outcome?.outcome)) return state
  if (body.kind === 'patch') return patched(state, body.data.changes as readonly [string, Json, Json][])
  if (body.kind === 'transition') return moved(entity, state, body.data)
  if (body.kind === 'resolve') return { ...state, state: 'resolved', choice: body.data.choice ?? null }
  return state
}

function firstState(entity: string, state: JsonObject): JsonObject {
  const first = FIRST_STATE[entity]
  return first && state.state === undefined ? { ...state, state: first } : state
}

function patched(state: JsonObject, changes: readonly [string, Json, Json][]): JsonObject {
  return { ...state, ...Object.fromEntries(changes.map(([field, , to]) => [field, to])) }
}

function moved(entity: string, state: JsonObject, data: JsonObject): JsonObject {
  const word = STEPS[`${entity}.${data.action}`]
  return { ...state, ...(data.state as JsonObject | undefined), ...(word ? { state: word } : {}) }
}

/** The other entities that an operation brings into being. */
export function partsOf(body: Body): readonly Part[] {
  return (body.data.parts as readonly Part[] | undefined) ?? []
}

/** Every entity an operation speaks about, as `entity/id`. */
export function touches(body: Body): string[] {
  return [`${body.entity}/${body.id}`, ...partsOf(body).map((part) => `${part.entity}/${part.id}`)]
}

export function leastSafe(operations: readonly { state: Whereabouts }[]): Whereabouts {
  if (operations.some((operation) => operation.state === 'here')) return 'here'
  return operations.some((operation) => operation.state === 'received') ? 'received' : 'safe'
}
