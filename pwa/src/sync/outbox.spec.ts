import { describe, expect, it } from 'vitest'
import { FieldDatabase } from '@/database/database'
import { draft, saveDraft } from '@/database/drafts'
import { meta } from '@/database/meta'
import { fromUtf8, sha256, utf8 } from '@/kernel/hash'
import { uuid7 } from '@/kernel/ids'
import { canonical, type JsonObject } from '@/kernel/json'
import { clock, freshDatabase, Killed, killAtWrite, reopened } from '../../testing/phone'
import type { Intent } from './core/envelope'
import { bodies, operationsOf } from './kept'
import { commit, OperationTooLarge, PhotoNotStored, sealWork } from './outbox'
import { storeBlob } from './photos'
import { record } from './records'

const market = (id = uuid7()): Intent => ({
  kind: 'create',
  entity: 'premises',
  id,
  state: { name: '枣园路集贸市场（样例）', kind: 'market', parent_id: null },
})

describe('committing an operation', () => {
  it('numbers without a gap and hashes the very text it keeps', async () => {
    const database = await freshDatabase()
    const [first] = await commit(database, market(), { clock })
    const rest = await commit(database, [market(), market()], { clock })
    expect([first, ...rest].map((one) => one?.seq)).toEqual([1, 2, 3])
    for (const row of await database.outbox.toArray()) {
      const text = fromUtf8(row.bytes)
      expect(row.sha256).toBe(await sha256(utf8(text)))
      expect(canonical(JSON.parse(text) as JsonObject)).toBe(text)
      expect(Object.keys(row).sort()).toEqual(['attempts', 'bytes', 'op_id', 'sealed', 'seq', 'sha256', 'state'])
    }
    expect((await meta(database)).minted).toBe(3)
  })

  it('gives two tabs different numbers', async () => {
    const database = await freshDatabase()
    const other = new FieldDatabase(database.user_id)
    const committed = await Promise.all([
      commit(database, market()),
      commit(other, market()),
      commit(database, market()),
      commit(other, market()),
    ])
    expect(
      committed
        .flat()
        .map((one) => one.seq)
        .sort(),
    ).toEqual([1, 2, 3, 4])
  })

  it('depends on the waiting operations it speaks about, and on no others', async () => {
    const database = await freshDatabase()
    const [parent, child] = [uuid7(), uuid7()]
    const [made] = await commit(database, market(parent))
    await commit(database, market())
    const [stall] = await commit(database, {
      kind: 'create',
      entity: 'premises',
      id: child,
      state: { parent_id: parent, kind: 'stall' },
    })
    const [body] = await bodies(database, [stall?.op_id ?? ''])
    expect(body?.depends_on).toEqual([made?.op_id])
    const seen = await record(database, 'premises', child)
    if (!seen) throw new Error('the stall is not visible')
    const [renamed] = await commit(database, { kind: 'patch', seen, changes: { name: 'A区 037', kind: 'stall' } })
    const [patch] = await bodies(database, [renamed?.op_id ?? ''])
    expect(patch?.depends_on).toEqual([stall?.op_id])
    expect(patch?.base).toBe(0)
    expect(patch?.data).toEqual({ changes: [['name', null, 'A区 037']] })
    expect((await operationsOf(database, 'premises', child)).map((one) => one.body.kind)).toEqual(['create', 'patch'])
  })

  it('writes nothing for a patch that changes nothing', async () => {
    const database = await freshDatabase()
    const id = uuid7()
    await commit(database, market(id))
    const seen = await record(database, 'premises', id)
    if (!seen) throw new Error('the market is not visible')
    expect(await commit(database, { kind: 'patch', seen, changes: { kind: 'market' } })).toEqual([])
  })

  it('refuses a photo that is not on this phone, a body that nobody takes, and fractions', async () => {
    const database = await freshDatabase()
    const photo = { sha256: 'ab'.repeat(32), size: 3, media_type: 'image/jpeg', role: 'plate' }
    await expect(commit(database, { ...market(), blobs: [photo] })).rejects.toThrow(PhotoNotStored)
    await expect(
      commit(database, { ...market(), blobs: [await storeBlob(database, new ArrayBuffer(3), 'image/jpeg', 'plate')] }),
    ).resolves.toHaveLength(1)
    await expect(
      commit(database, { kind: 'create', entity: 'premises', id: uuid7(), state: { name: '长'.repeat(90_000) } }),
    ).rejects.toThrow(OperationTooLarge)
    await expect(
      commit(database, { kind: 'create', entity: 'premises', id: uuid7(), state: { walking_order: 1.5 } }),
    ).rejects.toThrow()
    expect(await database.outbox.count()).toBe(1)
  })

  it('removes the draft with it, or keeps the draft and commits nothing, wherever the app dies', async () => {
    for (let n = 1; n <= 3; n += 1) {
      const database = await freshDatabase()
      await saveDraft(database, { id: 'draft', kind: 'check', inspection_id: null, data: { answers: ['conforming'] } })
      const heal = killAtWrite(database, n)
      await expect(commit(database, [market(), market()], { removes_drafts: ['draft'] })).rejects.toThrow(Killed)
      heal()
      const again = await reopened(database)
      expect(await again.outbox.count()).toBe(0)
      expect((await draft(again, 'draft'))?.data).toEqual({ answers: ['conforming'] })
      expect((await meta(again)).next_seq).toBe(1)
      await commit(again, [market(), market()], { removes_drafts: ['draft'] })
      expect((await again.outbox.toArray()).map((row) => row.seq)).toEqual([1, 2])
      expect(await draft(again, 'draft')).toBeUndefined()
    }
  })

  it('seals what waits when its owner signs out, and opens it again', async () => {
    const database = await freshDatabase()
    await commit(database, [market(), market()])
    expect(await sealWork(database, true)).toBe(2)
    expect(await sealWork(database, false)).toBe(2)
    expect(await database.outbox.count()).toBe(2)
  })
})
