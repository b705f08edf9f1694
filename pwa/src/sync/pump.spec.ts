import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meta } from '@/database/meta'
import { uuid7 } from '@/kernel/ids'
import { Office, SCOPE } from '../../testing/office'
import {
  clock,
  freshDatabase,
  killAtWrite,
  NO_TRANSFERS,
  op_ids,
  pumpFor,
  rename,
  reopened,
  stall,
} from '../../testing/phone'
import { sealWork } from './outbox'
import { Pump } from './pump'
import { record, recordsBy } from './records'

describe('the pump', () => {
  it('hands work in, in order, and shows it as received and then safe', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const id = await stall(database, 'A区 037')
    expect((await record(database, 'premises', id))?.at).toBe('here')
    await pumpFor(database, office).wake('start')
    expect(office.effects).toEqual(await op_ids(database))
    const received = await record(database, 'premises', id)
    expect([received?.at, received?.version, received?.scope]).toEqual(['received', 1, SCOPE])
    office.safe_seq = 1
    await pumpFor(database, office).wake('button')
    expect((await record(database, 'premises', id))?.at).toBe('safe')
  })

  it('sends a lost answer again without doing anything twice', async () => {
    const database = await freshDatabase()
    const office = new Office()
    office.lose.answers = 2
    for (const name of ['一', '二', '三']) await stall(database, name)
    const pump = pumpFor(database, office)
    await pump.wake('start')
    expect(pump.state.rest).toBe('waiting')
    await pump.wake('button')
    await pump.wake('button')
    expect(office.effects).toEqual(await op_ids(database))
    expect((await database.outcomes.toArray()).map((row) => row.outcome)).toEqual(['applied', 'applied', 'applied'])
    expect(pump.state.rest).toBe('done')
  })

  it('discards a page that was cut, wherever it was cut, and goes on from the same place', async () => {
    const office = new Office()
    for (let n = 0; n < 3; n += 1)
      office.write('premises', uuid7(), { name: `摊位 ${n}`, kind: 'stall', parent_id: null })
    const whole = office.page({
      epoch: null,
      cursors: {},
      seen: {},
      last_acked: null,
      incarnation: 1,
      limit: 500,
      schema: 1,
    })
    const database = await freshDatabase()
    const pump = pumpFor(database, office)
    for (const cut of [
      10,
      whole.indexOf('\n') + 1,
      Math.floor(whole.length / 2),
      whole.lastIndexOf('\n'),
      whole.length - 1,
    ]) {
      office.spoil = (text) => text.slice(0, cut)
      await pump.wake('button')
      expect(await database.base.count()).toBe(0)
      expect(await database.cursor.count()).toBe(0)
    }
    office.spoil = (text) =>
      text
        .split('\n')
        .filter((_, index) => index !== 2)
        .join('\n')
    await pump.wake('button')
    expect(await database.base.count()).toBe(0)
    office.spoil = null
    await pump.wake('button')
    expect(await recordsBy(database, 'premises', 'kind', 'stall')).toHaveLength(3)
    expect((await database.cursor.get(SCOPE))?.seq).toBe(3)
  })

  it('keeps rows and cursor together when the app dies at any write of a page', async () => {
    for (let n = 1; n <= 8; n += 1) {
      const office = new Office()
      office.page_size = 2
      for (let k = 0; k < 5; k += 1)
        office.write('premises', uuid7(), { name: `摊位 ${k}`, kind: 'stall', parent_id: null })
      const database = await freshDatabase()
      const heal = killAtWrite(database, n)
      await pumpFor(database, office)
        .wake('start')
        .catch(() => undefined)
      heal()
      const again = await reopened(database)
      expect(await again.base.count()).toBe((await again.cursor.get(SCOPE))?.seq ?? 0)
      await pumpFor(again, office).wake('start')
      expect(await again.base.count()).toBe(5)
    }
  })

  it('rests, says so and goes on when this phone itself fails a step', async () => {
    const database = await freshDatabase()
    const office = new Office()
    await stall(database, '样例')
    const waits: number[] = []
    let full = true
    const transfers = {
      ...NO_TRANSFERS,
      sendNext: async () => {
        if (full) throw new DOMException('no room', 'QuotaExceededError')
        return { more: false, failure: null }
      },
    }
    const pump = new Pump(database, {
      network: office,
      transfers,
      clock,
      chance: () => 1,
      later: (milliseconds) => waits.push(milliseconds),
    })
    await pump.wake('start')
    expect(pump.state).toMatchObject({
      step: null,
      rest: 'waiting',
      last_failure: { kind: 'trouble', name: 'QuotaExceededError' },
    })
    await pump.wake('timer')
    expect(waits).toEqual([2_000, 4_000])
    full = false
    await pump.wake('timer')
    expect(pump.state).toMatchObject({ rest: 'done', last_failure: null, failures: 0 })
  })

  it('neither loses nor doubles work when the app dies at any write of a round', async () => {
    for (let n = 1; n <= 14; n += 1) {
      const database = await freshDatabase()
      const office = new Office()
      const ids = [await stall(database, '一'), await stall(database, '二')]
      await rename(database, ids[0] as string, '一号')
      const heal = killAtWrite(database, n)
      await pumpFor(database, office)
        .wake('start')
        .catch(() => undefined)
      heal()
      const again = await reopened(database)
      expect((await record(again, 'premises', ids[0] as string))?.state.name).toBe('一号')
      await pumpFor(again, office).wake('start')
      expect(office.effects).toEqual(await op_ids(again))
      expect(office.latest(ids[0] as string)?.state.name).toBe('一号')
      expect((await again.outbox.toArray()).every((row) => row.state !== 'here')).toBe(true)
    }
  })

  it('shows what the office refused, and keeps it', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const id = await stall(database, '样例')
    office.refuse.add((await op_ids(database))[0] as string)
    await pumpFor(database, office).wake('start')
    const shown = await record(database, 'premises', id)
    expect([shown?.trouble, shown?.state.name]).toEqual(['rejected', '样例'])
    expect(await database.outbox.count()).toBe(1)
  })

  it('starts over after a restore, a fork or a hole: nothing is lost, nothing takes effect twice', async () => {
    const stories: ((office: Office) => void)[] = [
      (office) => {
        // restored to before the last two operations, announced
        office.epoch = 8
        office.streams.get(1)?.splice(1)
        office.effects.splice(1)
        office.log.splice(1)
      },
      (office) => {
        // the same, unannounced
        office.streams.get(1)?.splice(1)
        office.effects.splice(1)
        office.log.splice(1)
      },
      (office) => {
        // another phone used this stream
        const body = office.streams.get(1)?.[0]?.body
        if (body) office.streams.get(1)?.push({ op_id: uuid7(), body })
      },
      (office) => {
        // the stream is gone altogether
        office.streams.clear()
        office.effects = []
        office.log = []
      },
    ]
    for (const happen of stories) {
      const database = await freshDatabase()
      const office = new Office()
      const ids = [await stall(database, '一'), await stall(database, '二'), await stall(database, '三')]
      await pumpFor(database, office).wake('start')
      happen(office)
      ids.push(await stall(database, '四'))
      const before = await op_ids(database)
      await pumpFor(database, office).wake('button')
      expect(await op_ids(database)).toEqual(before)
      expect([...office.effects].sort()).toEqual([...before].sort())
      expect(new Set(office.effects).size).toBe(office.effects.length)
      expect((await meta(database)).incarnation).toBe(2)
      for (const id of ids) expect((await record(database, 'premises', id))?.version).toBe(1)
      expect((await meta(database)).rebuilding).toBe(false)
    }
  })

  it('keeps the old base readable until the new one is whole', async () => {
    const database = await freshDatabase()
    const office = new Office()
    for (let n = 0; n < 4; n += 1)
      office.write('premises', uuid7(), { name: `摊位 ${n}`, kind: 'stall', parent_id: null })
    await pumpFor(database, office).wake('start')
    office.epoch = 9
    office.page_size = 2
    let pages = 0
    office.spoil = (text) => {
      pages += 1
      return pages < 2 ? text : text.slice(0, 20)
    }
    await pumpFor(database, office).wake('button')
    expect((await meta(database)).rebuilding).toBe(true)
    expect(await recordsBy(database, 'premises', 'kind', 'stall')).toHaveLength(4)
    office.spoil = null
    await pumpFor(database, office).wake('button')
    expect((await meta(database)).rebuilding).toBe(false)
    expect(await recordsBy(database, 'premises', 'kind', 'stall')).toHaveLength(4)
  })

  it('takes away what a withdrawn scope held, but not what somebody works on here', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const [kept, gone] = [uuid7(), uuid7()]
    for (const id of [kept, gone]) office.write('premises', id, { name: '样例', kind: 'stall', parent_id: null })
    const pump = pumpFor(database, office)
    await pump.wake('start')
    await rename(database, kept, '改名')
    office.scopes = []
    const { applyPage } = await import('./pages')
    const { parsePage } = await import('./core/page')
    await applyPage(
      database,
      parsePage(
        office.page({
          epoch: 7,
          cursors: { [SCOPE]: 2 },
          seen: {},
          last_acked: null,
          incarnation: 1,
          limit: 9,
          schema: 1,
        }),
      ),
      Date.now(),
    )
    expect(await record(database, 'premises', gone)).toBeUndefined()
    expect((await record(database, 'premises', kept))?.state.name).toBe('改名')
    expect(await database.outbox.count()).toBe(1)
  })

  it('does not send sealed work', async () => {
    const database = await freshDatabase()
    const office = new Office()
    await stall(database, '样例')
    await sealWork(database, true)
    await pumpFor(database, office).wake('start')
    expect(office.effects).toEqual([])
    await sealWork(database, false)
    await pumpFor(database, office).wake('start')
    expect(office.effects).toHaveLength(1)
  })

  it('keeps every promise in any story of edits, losses, restores and deaths', async () => {
    const act = fc.oneof(
      { weight: 4, arbitrary: fc.constant('new' as const) },
      { weight: 3, arbitrary: fc.constant('edit' as const) },
      { weight: 4, arbitrary: fc.constant('sync' as const) },
      fc.constantFrom(
        'lose_answer' as const,
        'lose_request' as const,
        'cut' as const,
        'restore' as const,
        'die' as const,
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(act, fc.nat(9)), { maxLength: 24 }), async (story) => {
        let database = await freshDatabase()
        const office = new Office()
        office.page_size = 3
        const ids: string[] = []
        const wanted = new Map<string, string>()
        for (const [what, n] of story) {
          if (what === 'new') {
            ids.push(await stall(database, `新 ${n}`))
            wanted.set(ids.at(-1) as string, `新 ${n}`)
          }
          const id = ids[n % Math.max(1, ids.length)]
          if (what === 'edit' && id) {
            await rename(database, id, `改 ${n} ${ids.length}`)
            wanted.set(id, `改 ${n} ${ids.length}`)
          }
          if (what === 'lose_answer') office.lose.answers = 1
          if (what === 'lose_request') office.lose.requests = 1
          if (what === 'cut') office.spoil = (text) => text.slice(0, Math.floor((text.length * n) / 10))
          if (what === 'restore') {
            office.epoch += 1
            const keep = n % (office.effects.length + 1)
            for (const stream of office.streams.values()) stream.splice(keep)
            office.effects.splice(keep)
            office.log = replayed(office)
          }
          if (what === 'die') {
            const heal = killAtWrite(database, 1 + n)
            await pumpFor(database, office)
              .wake('start')
              .catch(() => undefined)
            heal()
            database = await reopened(database)
          }
          if (what === 'sync') await pumpFor(database, office).wake('button')
          for (const [one, name] of wanted) expect((await record(database, 'premises', one))?.state.name).toBe(name)
        }
        office.spoil = null
        office.lose = { answers: 0, requests: 0 }
        for (let n = 0; n < 3; n += 1) await pumpFor(database, office).wake('button')
        expect(new Set(office.effects).size).toBe(office.effects.length)
        expect([...office.effects].sort()).toEqual((await op_ids(database)).sort())
        for (const [one, name] of wanted) {
          expect(office.latest(one)?.state.name).toBe(name)
          expect((await record(database, 'premises', one))?.state.name).toBe(name)
        }
      }),
      { numRuns: process.env.PROOF === '1' ? 1000 : 40 },
    )
  })
})

/** The office's log after a restore: only what its remaining operations wrote. */
function replayed(office: Office): Office['log'] {
  const bodies = [...office.streams.values()].flat()
  const seen = new Set<string>()
  const kept = office.effects.flatMap(
    (op_id) => bodies.find((entry) => entry.op_id === op_id && !seen.has(op_id) && seen.add(op_id)) ?? [],
  )
  const fresh = new Office()
  for (const { op_id, body } of kept) {
    if (body.kind === 'create') fresh.write(body.entity, body.id, body.data.state as never)
    const before = fresh.latest(body.id)
    if (body.kind === 'patch' && before) {
      const changes = body.data.changes as [string, never, never][]
      fresh.write(before.entity, before.id, {
        ...before.state,
        ...Object.fromEntries(changes.map(([field, , to]) => [field, to])),
      })
    }
    void op_id
  }
  return fresh.log
}
