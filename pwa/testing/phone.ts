// A phone for specs: a database of its own, a pump, a clock that ticks, and a fault that kills the app between two writes.
import Dexie from 'dexie'
import { FieldDatabase } from '@/database/database'
import { setMeta } from '@/database/meta'
import { uuid7 } from '@/kernel/ids'
import { commit } from '@/sync/outbox'
import { type Ports, Pump, type Transfers } from '@/sync/pump'
import { record } from '@/sync/records'
import type { Office } from './office'

export const NO_TRANSFERS: Transfers = {
  begin: async () => undefined,
  sendNext: async () => ({ more: false, failure: null }),
}

let ticks = Date.parse('2026-11-25T02:00:00Z')

export const clock = {
  now: () => {
    ticks += 1000
    return ticks
  },
  monotonic: () => ticks % 1_000_000,
}

export async function freshDatabase(): Promise<FieldDatabase> {
  const database = new FieldDatabase(uuid7())
  await setMeta(database, { device_id: uuid7() })
  return database
}

export function pumpFor(database: FieldDatabase, office: Office, transfers: Transfers = NO_TRANSFERS): Pump {
  const ports: Ports = { network: office, transfers, clock, chance: () => 0.5, later: () => undefined }
  return new Pump(database, ports)
}

export class Killed extends Error {}

/** From now on the n-th change of the database kills the app: the transaction it was in never happened. */
export function killAtWrite(database: FieldDatabase, n: number): () => void {
  let writes = 0
  const fault = {
    stack: 'dbcore' as const,
    name: 'kill',
    create: (core: import('dexie').DBCore) => ({
      ...core,
      table: (name: string) => {
        const table = core.table(name)
        return {
          ...table,
          mutate: (request: import('dexie').DBCoreMutateRequest) => {
            writes += 1
            if (writes >= n) return Dexie.Promise.reject(new Killed(`write ${writes} to ${name}`)) as never
            return table.mutate(request)
          },
        }
      },
    }),
  }
  database.close({ disableAutoOpen: false })
  database.use(fault)
  return () => {
    database.close()
    database.unuse(fault)
  }
}

/** The phone starts again on the same storage. */
export async function reopened(database: FieldDatabase): Promise<FieldDatabase> {
  database.close()
  return new FieldDatabase(database.user_id)
}

export async function stall(database: FieldDatabase, name: string, id = uuid7()): Promise<string> {
  await commit(
    database,
    { kind: 'create', entity: 'premises', id, state: { name, kind: 'stall', parent_id: null } },
    { clock },
  )
  return id
}

export async function rename(database: FieldDatabase, id: string, name: string): Promise<void> {
  const seen = await record(database, 'premises', id)
  if (!seen) throw new Error('not visible')
  await commit(database, { kind: 'patch', seen, changes: { name } }, { clock })
}

export const op_ids = async (database: FieldDatabase) =>
  (await database.outbox.orderBy('seq').toArray()).map((row) => row.op_id)
