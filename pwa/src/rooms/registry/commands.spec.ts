import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Instrument, Merchant, Premises } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { record } from '@/sync/records'
import { freshDatabase, killAtWrite } from '../../../testing/phone'
import { addInstrument, addPremises, correctTogether } from './commands'
import { place } from './queries'

let database: FieldDatabase

beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(() => database.delete())

const market = { parent_id: null, kind: 'market', name: '样例市场', division: '000000' } as unknown as Premises
const scale = { kind: 'nawi', name: '电子计价秤', serial_number: '', premises_id: 'none' } as unknown as Instrument
const merchant = { name: '样例经营者' } as unknown as Merchant

it('adds a stall and its scale together, or neither', async () => {
  const id = await addPremises(database, market, null)
  const stall = { ...market, kind: 'stall', parent_id: id, name: '7号摊' } as Premises
  let deaths = 0
  for (let n = 1; (await place(database, id))?.instruments.length === 0; n += 1) {
    expect((await place(database, id))?.parts.size).toBe(0)
    const heal = killAtWrite(database, n)
    await addInstrument(database, scale, null, stall).catch(() => {
      deaths += 1
    })
    heal()
    await database.open()
  }
  expect(deaths).toBeGreaterThan(1)
  const found = await place(database, id)
  expect([...(found?.parts.values() ?? [])].map((one) => one.state.name)).toEqual(['7号摊'])
  expect(found?.instruments.map((one) => one.state.premises_id)).toEqual([...(found?.parts.keys() ?? [])])
})

it('corrects a place and who runs it, and writes nothing where nothing changed', async () => {
  const id = await addPremises(database, market, merchant)
  const found = await place(database, id)
  if (!found?.merchant) throw new Error('not visible')
  const before = await database.outbox.count()
  await correctTogether(database, [
    [found.premises, { name: '样例市场' }],
    [found.merchant, { name: '样例经营者二' }],
  ])
  expect(await database.outbox.count()).toBe(before + 1)
  expect((await record(database, 'merchant', found.merchant.id))?.state.name).toBe('样例经营者二')
})
