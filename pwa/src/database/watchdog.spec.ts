import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { uuid7 } from '@/kernel/ids'
import { commit } from '@/sync/outbox'
import { stuck } from '@/ui/stuck'
import { clock, freshDatabase } from '../../testing/phone'
import { saveDraft } from './drafts'
import { guarded, PATIENCE_MS } from './watchdog'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

describe('the watchdog (P37)', () => {
  it('says that storage is stuck while an act does not end, and no longer when it does', async () => {
    let end: (value: string) => void = () => undefined
    const act = guarded(PATIENCE_MS, () => new Promise<string>((resolve) => (end = resolve)))
    vi.advanceTimersByTime(PATIENCE_MS - 1)
    expect(stuck.value).toBe(false)
    vi.advanceTimersByTime(1)
    expect(stuck.value).toBe(true)
    end('written')
    expect(await act).toBe('written')
    expect(stuck.value).toBe(false)
  })

  it('passes failures on, and counts every act by itself', async () => {
    const waiting = guarded(PATIENCE_MS, () => new Promise(() => undefined))
    const failing = guarded(PATIENCE_MS, () => Promise.reject(new Error('full')))
    await expect(failing).rejects.toThrow('full')
    vi.advanceTimersByTime(PATIENCE_MS)
    expect(stuck.value).toBe(true)
    await guarded(PATIENCE_MS, async () => 'another')
    expect(stuck.value).toBe(true)
    void waiting
  })

  it('does not take a phone that slept for a stuck one', async () => {
    let end: () => void = () => undefined
    const before = stuck.value
    stuck.value = false
    const act = guarded(PATIENCE_MS, () => new Promise<void>((resolve) => (end = resolve)))
    vi.setSystemTime(Date.now() + 10 * PATIENCE_MS)
    vi.advanceTimersByTime(PATIENCE_MS)
    expect(stuck.value).toBe(false)
    vi.advanceTimersByTime(PATIENCE_MS)
    expect(stuck.value).toBe(true)
    end()
    await act
    stuck.value = before
  })

  it('watches what people write: records and drafts', async () => {
    const database = await freshDatabase()
    await database.open()
    const wedged = () => new Promise<never>(() => undefined)
    vi.spyOn(database, 'transaction').mockImplementation(wedged as never)
    vi.spyOn(database.drafts, 'put').mockImplementation(wedged as never)
    stuck.value = false
    void saveDraft(database, { id: 'd', kind: 'check', inspection_id: null, data: {} })
    vi.advanceTimersByTime(PATIENCE_MS)
    expect(stuck.value).toBe(true)
    stuck.value = false
    void commit(database, { kind: 'create', entity: 'premises', id: uuid7(), state: {} }, { clock })
    vi.advanceTimersByTime(PATIENCE_MS)
    expect(stuck.value).toBe(true)
  })
})
