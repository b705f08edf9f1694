import Dexie from 'dexie'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FieldDatabase } from '@/database/database'
import { isScope } from '@/database/holders'
import { meta, setMeta } from '@/database/meta'
import { uuid7 } from '@/kernel/ids'
import { clock, freshDatabase } from '../../testing/phone'
import type { Page, PageLine } from './core/page'
import { markOf, NOTHING, xored } from './core/scope-hash'
import { commit } from './outbox'
import { applyPage } from './pages'
import { record } from './records'

const DIVISION = 'division:610602'
const GRANTED = 'premises:0a0a0a0a-0000-7000-8000-000000000001'
const MAILBOX = 'user:0b0b0b0b-0000-7000-8000-000000000001'
const NOW = Date.parse('2026-11-25T02:00:00Z')
const SCOPES = [DIVISION, GRANTED, MAILBOX]

function page(lines: PageLine[], scopes: string[] = SCOPES, more: Partial<Page['footer']> = {}): Page {
  return {
    header: {
      header: true,
      epoch: 1,
      server_time: '',
      scopes,
      last_seq: 0,
      safe_seq: 0,
      schema: 1,
      reset: null,
      resnapshot: [],
    },
    lines,
    footer: {
      footer: true,
      count: lines.length,
      next: Object.fromEntries(scopes.map((scope) => [scope, 1])),
      seen: {},
      more: false,
      ...more,
    },
  }
}

const upsert = (scope: string, id: string, version = 1): PageLine => ({
  scope,
  change: 'upsert',
  entity: 'premises',
  id,
  version,
  state: { name: `v${version}` },
})
const leave = (scope: string, id: string, version = 2): PageLine => ({
  scope,
  change: 'leave',
  entity: 'premises',
  id,
  version,
  state: null,
})

describe('a row and its scopes (P23)', () => {
  it('stays while one of its scopes is left, whichever came last', async () => {
    for (const [first, last] of [
      [DIVISION, GRANTED],
      [GRANTED, DIVISION],
    ] as const) {
      const database = await freshDatabase()
      const id = uuid7()
      await applyPage(database, page([upsert(first, id), upsert(last, id)]), NOW)
      await applyPage(database, page([leave(last, id)]), NOW)
      expect((await record(database, 'premises', id))?.version).toBe(1)
      await applyPage(database, page([leave(first, id)]), NOW)
      expect(await record(database, 'premises', id)).toBeUndefined()
    }
  })

  it('stays when a grant ends, as long as another scope holds it', async () => {
    const database = await freshDatabase()
    const [both, one] = [uuid7(), uuid7()]
    await applyPage(database, page([upsert(DIVISION, both), upsert(GRANTED, both), upsert(GRANTED, one)]), NOW)
    await applyPage(database, page([], [DIVISION, MAILBOX]), NOW)
    expect((await database.base.toArray()).map((row) => [row.id, row.scopes])).toEqual([[both, [DIVISION]]])
  })

  it('stays readable while work here speaks about it, and goes once that is sent', async () => {
    const database = await freshDatabase()
    const id = uuid7()
    await applyPage(database, page([upsert(DIVISION, id)]), NOW)
    const seen = await record(database, 'premises', id)
    if (!seen) throw new Error('not visible')
    await commit(database, { kind: 'patch', seen, changes: { name: '改名' } }, { clock })
    await applyPage(database, page([leave(DIVISION, id)]), NOW)
    expect((await record(database, 'premises', id))?.state.name).toBe('改名')
    await database.outbox.toCollection().modify({ state: 'safe' })
    await applyPage(database, page([], SCOPES), NOW)
    expect(await database.base.count()).toBe(0)
  })

  it('holds what the office says it holds, and its hash, after any pages', async () => {
    const ids = [1, 2, 3, 4].map((n) => `00000000-0000-7000-8000-00000000000${n}`)
    const line = fc.record({
      scope: fc.constantFrom(...SCOPES),
      id: fc.constantFrom(...ids),
      change: fc.constantFrom('upsert', 'upsert', 'leave', 'tombstone'),
    })
    const act = fc.oneof(
      { weight: 5, arbitrary: fc.record({ lines: fc.array(line, { maxLength: 6 }) }) },
      { weight: 1, arbitrary: fc.record({ granted: fc.subarray([GRANTED, MAILBOX]) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 10 }), async (story) => {
        const database = await freshDatabase()
        const truth = new Map<string, { version: number; scopes: Set<string> }>()
        let scopes = SCOPES
        let version = 0
        for (const step of story) {
          const lines: PageLine[] = []
          if ('granted' in step) scopes = [DIVISION, ...step.granted]
          for (const { scope, id, change } of 'lines' in step ? step.lines : []) {
            if (!scopes.includes(scope)) continue
            const known = truth.get(id) ?? { version: 0, scopes: new Set<string>() }
            version += 1
            if (change === 'upsert') truth.set(id, { version, scopes: known.scopes.add(scope) })
            else if (change === 'leave') known.scopes.delete(scope)
            else known.scopes.clear()
            lines.push(
              change === 'upsert' ? upsert(scope, id, version) : ({ ...leave(scope, id, version), change } as PageLine),
            )
          }
          for (const [id, one] of truth) {
            one.scopes = new Set([...one.scopes].filter((scope) => scopes.includes(scope)))
            if (one.scopes.size === 0) truth.delete(id)
          }
          const hash: { [scope: string]: string } = {}
          for (const [id, one] of truth)
            for (const scope of one.scopes) hash[scope] = xored(hash[scope] ?? NOTHING, await markOf(id, one.version))
          await applyPage(database, page(lines, scopes, { hash }), NOW)
          const here = (await database.base.toArray()).map((row) => [row.id, row.version, row.scopes.slice().sort()])
          expect(here.sort()).toEqual([...truth].map(([id, one]) => [id, one.version, [...one.scopes].sort()]).sort())
        }
        expect((await meta(database)).hash_incidents).toBe(0)
      }),
      { numRuns: process.env.PROOF === '1' ? 500 : 40 },
    )
  })
})

describe('a phone of the first version', () => {
  it('keeps its rows, its work and its photos, and learns the scopes anew', async () => {
    const user_id = uuid7()
    const old = new Dexie(`hengjian-${user_id}`)
    old.version(1).stores({
      outbox: 'seq, &op_id, [state+seq+op_id]',
      outcomes: 'op_id, outcome',
      base: '[entity+id], scope, *keys',
      base_next: '[entity+id], scope, *keys',
      cursor: 'scope',
      blobs: 'sha256, state',
      blob_bytes: 'sha256',
      drafts: 'id, inspection_id',
      meta: 'key',
    })
    const [shared, gone] = [uuid7(), uuid7()]
    const row = {
      entity: 'premises',
      version: 1,
      scope: GRANTED,
      state: { name: '旧' },
      keys: ['premises'],
      text: '旧',
    }
    await old.table('base').bulkAdd([
      { ...row, id: shared },
      { ...row, id: gone },
    ])
    await old.table('cursor').add({ scope: DIVISION, seq: 9, seen: [9, 'tag'] })
    await old.table('outbox').add({ seq: 1, op_id: 'o', state: 'safe', bytes: new Uint8Array([123, 125]) })
    await old.table('blobs').add({ sha256: 'a', state: 'received', received_after: 0 })
    await old.table('drafts').add({ id: 'd', inspection_id: null })
    old.close()

    const database = new FieldDatabase(user_id)
    await setMeta(database, { device_id: uuid7(), scopes: SCOPES, pulled_seq: 1 })
    expect(await database.base.count()).toBe(2)
    expect([await database.outbox.count(), await database.drafts.count()]).toEqual([1, 1])
    expect(await database.blobs.get('a')).toEqual({ sha256: 'a', state: 'received', received_at: null })
    expect(await database.cursor.count()).toBe(0)
    await applyPage(database, page([upsert(DIVISION, shared)], SCOPES, { more: true }), NOW)
    expect(await database.base.count()).toBe(2)
    await applyPage(database, page([upsert(GRANTED, shared)]), NOW)
    expect((await database.base.toArray()).map(({ id, scopes }) => [id, scopes.filter(isScope)])).toEqual([
      [shared, [DIVISION, GRANTED]],
    ])
  })
})
