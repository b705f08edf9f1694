// What operations are about, by the names people know, in one read of each kind: a market has two hundred operations.
import type { EntityName } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import type { JsonObject } from '@/kernel/json'
import type { Body } from '@/sync/core/envelope'
import { recordsOf } from '@/sync/records'

type Subject = [entity: EntityName, id: unknown]

/** One name for each of the bodies, in their order; empty where this phone knows none. */
export async function subjectNames(database: FieldDatabase, bodies: readonly Body[]): Promise<string[]> {
  const places = await placesOfVisits(database, bodies)
  const candidates = bodies.map((body) => candidatesOf(body, places))
  const names = await namesOf(database, candidates.flat())
  return bodies.map((body, index) => {
    const known = (candidates[index] ?? []).map(([entity, id]) => names.get(`${entity}/${id}`)).find(Boolean)
    return ownName(body) || known || ''
  })
}

/** The first of them that has a name is what the operation is about. */
function candidatesOf(body: Body, places: ReadonlyMap<string, string>): Subject[] {
  const state = stateOf(body)
  if (body.entity === 'check')
    return [
      ['instrument', state.instrument_id],
      ['premises', state.premises_id],
    ]
  if (body.entity === 'verification') return [['instrument', state.instrument_id]]
  const visit = visitOf(body)
  if (visit) return [['premises', state.premises_id ?? places.get(visit)]]
  return [[body.entity as EntityName, body.id]]
}

function ownName(body: Body): string {
  const { name } = stateOf(body)
  return typeof name === 'string' && visitOf(body) === null ? name : ''
}

const stateOf = (body: Body) => (body.data.state ?? {}) as JsonObject

/** The visit that an operation belongs to, if it is about the visit as a whole. */
function visitOf(body: Body): string | null {
  if (body.entity === 'inspection') return body.id
  const { inspection_id } = stateOf(body)
  return typeof inspection_id === 'string' ? inspection_id : null
}

async function placesOfVisits(database: FieldDatabase, bodies: readonly Body[]): Promise<Map<string, string>> {
  const visits = bodies.filter((body) => body.entity !== 'check').flatMap((body) => visitOf(body) ?? [])
  const found = await recordsOf(database, 'inspection', visits)
  return new Map(found.map((one) => [one.id, one.state.premises_id]))
}

async function namesOf(database: FieldDatabase, wanted: readonly Subject[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const entity of new Set(wanted.map(([entity]) => entity))) {
    const ids = wanted.flatMap(([kind, id]) => (kind === entity && typeof id === 'string' ? [id] : []))
    for (const one of await recordsOf(database, entity, ids)) {
      names.set(`${entity}/${one.id}`, nameIn(one.state as unknown as JsonObject))
    }
  }
  return names
}

function nameIn(state: JsonObject): string {
  const parts = [state.position_no, state.installed_at, state.name]
  return [...new Set(parts.filter((part) => typeof part === 'string' && part !== ''))].join(' ')
}
