import { afterEach, beforeEach, expect, it } from 'vitest'
import { FieldDatabase } from '@/database/database'
import { uuid7 } from '@/kernel/ids'
import type { Intent } from '@/sync/core/envelope'
import { bodyFrom } from '@/sync/kept'
import { commit } from '@/sync/outbox'
import { syncPage } from './queries'
import { subjectNames } from './subjects'

const clock = { now: () => Date.parse('2026-11-25T02:00:00Z'), monotonic: () => 1 }
let database: FieldDatabase

beforeEach(() => {
  database = new FieldDatabase(uuid7())
})
afterEach(() => database.delete())

const create = (entity: string, id: string, state: object): Intent => ({ kind: 'create', entity, id, state })
const append = (entity: string, parent: string, state: object): Intent => ({
  kind: 'append',
  entity,
  id: uuid7(),
  parent,
  state,
})

it('names what an operation is about as people know it, whichever kind it is', async () => {
  const [market, stall, scale, bare, visit] = [uuid7(), uuid7(), uuid7(), uuid7(), uuid7()]
  const intents = [
    create('premises', market, { name: '样例市场' }),
    create('premises', stall, { name: '样例摊', position_no: 'A区 001' }),
    create('instrument', scale, { name: '电子计价秤', installed_at: '公平秤台' }),
    create('inspection', visit, { premises_id: market }),
    append('check', visit, { inspection_id: visit, instrument_id: scale, premises_id: stall }),
    append('check', visit, { inspection_id: visit, instrument_id: null, premises_id: stall }),
    append('supplement', visit, { inspection_id: visit, text: '样例' }),
    append('verification', scale, { instrument_id: scale }),
    append('verification', bare, { instrument_id: bare }),
  ]
  for (const intent of intents) await commit(database, intent, { clock })
  const bodies = (await database.outbox.orderBy('seq').toArray()).map((row) => bodyFrom(row.bytes))
  const expected = [
    '样例市场',
    '样例摊',
    '电子计价秤',
    '样例市场',
    '公平秤台 电子计价秤',
    'A区 001 样例摊',
    '样例市场',
    '公平秤台 电子计价秤',
    '',
  ]
  expect(await subjectNames(database, bodies)).toEqual(expected)
  expect((await syncPage(database)).operations.map((one) => one.subject)).toEqual(expected)
})
