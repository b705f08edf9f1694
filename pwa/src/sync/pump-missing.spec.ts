import { describe, expect, it } from 'vitest'
import { meta, setMeta } from '@/database/meta'
import type { BaseRow } from '@/database/rows'
import { uuid7 } from '@/kernel/ids'
import { Office, SCOPE } from '../../testing/office'
import { freshDatabase, op_ids, pumpFor, stall } from '../../testing/phone'
import { sealWork } from './outbox'
import { record } from './records'

describe('the pump, told that something is missing', () => {
  it('P10 sends again from the number the office asks for, as long as it has what stood there', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const ids = [await stall(database, '一'), await stall(database, '二'), await stall(database, '三')]
    // the phone believes that the first two have arrived and does not remember as what
    await setMeta(database, { last_acked_seq: 2, last_acked_op_id: null })
    await database.outbox.where('seq').belowOrEqual(2).modify({ state: 'received' })
    const pump = pumpFor(database, office)
    await pump.wake('start')
    expect([pump.state.rest, (await meta(database)).incarnation]).toEqual(['done', 1])
    expect(office.effects).toEqual(await op_ids(database))
    for (const id of ids) expect((await record(database, 'premises', id))?.at).toBe('received')
  })

  it('P10 begins a new incarnation where it has not got what the office asks for', async () => {
    const database = await freshDatabase()
    const office = new Office()
    for (const name of ['一', '二', '三']) await stall(database, name)
    await database.outbox.delete(2)
    await setMeta(database, { last_acked_seq: 2, last_acked_op_id: null })
    await pumpFor(database, office).wake('start')
    expect((await meta(database)).incarnation).toBe(2)
    expect(office.effects).toEqual(await op_ids(database))
    expect(office.effects).toHaveLength(2)
  })

  it('P10 does not send the same again for ever to an office that goes on asking', async () => {
    const database = await freshDatabase()
    const office = new Office()
    await stall(database, '一')
    let pushes = 0
    const real = office.push.bind(office)
    office.push = async (body) => {
      const answer = await real(body)
      if (body.ops.length > 0 && answer.ok) {
        pushes += 1
        return { ok: true, value: { ...answer.value, outcome: 'gap', last_seq: 0 } } as typeof answer
      }
      return answer
    }
    const pump = pumpFor(database, office)
    await pump.wake('start')
    expect([pump.state.rest, pushes < 12]).toEqual(['waiting', true])
    expect(await database.outbox.count()).toBe(1)
  })

  it('P27 fetches a scope again when it does not agree with the office, tells so, and touches no work', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const [kept, lost, extra] = [uuid7(), uuid7(), uuid7()]
    for (const id of [kept, lost]) office.write('premises', id, { name: '样例', kind: 'stall', parent_id: null })
    const beats: unknown[] = []
    const real = office.push.bind(office)
    office.push = (body) => {
      beats.push(body.drafts.hash_incidents)
      return real(body)
    }
    const pump = pumpFor(database, office)
    await pump.wake('start')
    expect([(await meta(database)).hash_incidents, beats]).toEqual([0, [undefined]])
    // one row went astray and one is too many, the way no line of the office told
    const row = await database.base.get(['premises', lost])
    await database.base.delete(['premises', lost])
    await database.base.put({ ...(row as BaseRow), id: extra })
    await database.cursor.update(SCOPE, { hash: '0123456789abcdef' })
    await stall(database, '未上传')
    await database.drafts.put({
      id: 'd',
      kind: 'check',
      inspection_id: null,
      about: null,
      data: {},
      saved_at: '2026-11-25T02:00:00Z',
    })
    await sealWork(database, true)
    office.page_size = 1
    await pump.wake('button')
    const ids = (await database.base.toArray()).map((one) => one.id).sort()
    expect(ids).toEqual([kept, lost].sort())
    expect(await meta(database)).toMatchObject({ hash_incidents: 1, hash_differing: [] })
    expect([await database.outbox.count(), await database.drafts.count()]).toEqual([1, 1])
    await pump.wake('button')
    expect(beats.at(-1)).toBe(1)
  })

  it('P27 leaves the rows readable while their scope is fetched again', async () => {
    const database = await freshDatabase()
    const office = new Office()
    office.page_size = 1
    for (let n = 0; n < 3; n += 1) office.write('premises', uuid7(), { name: '样例', kind: 'stall', parent_id: null })
    const pump = pumpFor(database, office)
    await pump.wake('start')
    await database.cursor.update(SCOPE, { hash: '0123456789abcdef' })
    let pages = 0
    office.spoil = (text) => {
      pages += 1
      return pages < 3 ? text : text.slice(0, 20)
    }
    await pump.wake('button')
    expect([(await database.cursor.get(SCOPE))?.seq, await database.base.count()]).toEqual([1, 3])
    office.spoil = null
    await pump.wake('button')
    expect([(await database.cursor.get(SCOPE))?.seq, await database.base.count()]).toEqual([3, 3])
  })

  it('P27 asks once a day at most, however long the two differ', async () => {
    const database = await freshDatabase()
    const office = new Office()
    office.write('premises', uuid7(), { name: '样例', kind: 'stall', parent_id: null })
    office.wrong_hash = 1n
    const pump = pumpFor(database, office)
    let pulls = 0
    const real = office.pull.bind(office)
    office.pull = (body) => {
      pulls += 1
      return real(body)
    }
    for (let n = 0; n < 4; n += 1) await pump.wake('button')
    expect([pulls, pump.state.rest]).toEqual([5, 'done'])
    expect(await meta(database)).toMatchObject({ hash_incidents: 1, hash_differing: [SCOPE] })
    office.wrong_hash = 0n
    await pump.wake('button')
    expect((await meta(database)).hash_differing).toEqual([])
  })
})
