import { describe, expect, it, vi } from 'vitest'
import type { FieldDatabase } from '@/database/database'
import { saveDraft } from '@/database/drafts'
import { meta } from '@/database/meta'
import { uuid7 } from '@/kernel/ids'
import { Office } from '../../testing/office'
import { freshDatabase, pumpFor } from '../../testing/phone'
import { exportUnsent } from './export'
import { commit } from './outbox'
import { storeBlob } from './photos'
import { releaseSafe, stampPhotos } from './safety'
import { whenStill } from './send-by-tus'
import { factsOf } from './status'
import { type Send, transfersOf } from './transfers'

async function photographed(database: FieldDatabase, content: string): Promise<string> {
  const photo = await storeBlob(
    database,
    new TextEncoder().encode(content).buffer as ArrayBuffer,
    'image/jpeg',
    'plate',
  )
  await commit(database, { kind: 'create', entity: 'premises', id: uuid7(), state: { name: content }, blobs: [photo] })
  return photo.sha256
}

const state = async (database: FieldDatabase, digest: string) => (await database.blobs.get(digest))?.state

describe('photos', () => {
  it('go after the record that names them, and never before', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const orphan = await storeBlob(database, new ArrayBuffer(4), 'image/jpeg', 'plate')
    const digest = await photographed(database, 'photo')
    const sent: string[] = []
    const send: Send = async (blob) => {
      expect(office.effects).toHaveLength(1)
      sent.push(blob.sha256)
      return null
    }
    await pumpFor(database, office, transfersOf(database, send)).wake('start')
    expect(sent).toEqual([digest])
    expect([await state(database, digest), await state(database, orphan.sha256)]).toEqual(['received', 'here'])
  })

  it('go on where they broke', async () => {
    const database = await freshDatabase()
    const digest = await photographed(database, 'photo')
    const resumed: (string | null)[] = []
    const send: Send = async (blob, _bytes, onAddress) => {
      resumed.push(blob.upload_url)
      onAddress('/api/v1/files/7')
      return resumed.length === 1 ? { kind: 'offline' } : null
    }
    const pump = pumpFor(database, new Office(), transfersOf(database, send))
    await pump.wake('start')
    expect([pump.state.rest, await state(database, digest)]).toEqual(['waiting', 'here'])
    await pump.wake('button')
    expect(resumed).toEqual([null, '/api/v1/files/7'])
    expect(await state(database, digest)).toBe('received')
  })

  it('go on where they broke after the app was closed and opened again', async () => {
    const database = await freshDatabase()
    const office = new Office()
    await photographed(database, 'photo')
    const resumed: (string | null)[] = []
    const breaking: Send = async (blob, _bytes, onAddress) => {
      resumed.push(blob.upload_url)
      onAddress('/api/v1/files/8')
      return { kind: 'offline' }
    }
    await pumpFor(database, office, transfersOf(database, breaking)).wake('start')
    await pumpFor(database, office, transfersOf(database, breaking)).wake('start')
    expect(resumed).toEqual([null, '/api/v1/files/8'])
  })

  it('for which the office has no room wait, while every new record goes at once', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    const full: Send = async () => ({
      kind: 'busy',
      wait_seconds: 600,
      problem: { slug: 'storage_full', status: 507, title: '', title_en: '', errors: [], facts: {} },
    })
    const pump = pumpFor(database, office, transfersOf(database, full))
    await pump.wake('start')
    expect([pump.state.rest, office.effects.length]).toEqual(['waiting', 1])
    await commit(database, { kind: 'create', entity: 'premises', id: uuid7(), state: {} })
    await pump.wake('commit')
    expect([pump.state.rest, office.effects.length, await state(database, digest)]).toEqual(['waiting', 2, 'here'])
  })

  it('that are not taken do not hold up the others, and stay', async () => {
    const database = await freshDatabase()
    const [bad, good] = [await photographed(database, 'a'), await photographed(database, 'bb')]
    const send: Send = async (blob) =>
      blob.sha256 === bad
        ? {
            kind: 'refused',
            problem: { slug: 'too_large', status: 413, title: '', title_en: '', errors: [], facts: {} },
          }
        : null
    await pumpFor(database, new Office(), transfersOf(database, send)).wake('start')
    expect([await state(database, bad), await state(database, good)]).toEqual(['here', 'received'])
  })

  it('whose bytes changed on this phone are kept and not sent as something else', async () => {
    const database = await freshDatabase()
    const digest = await photographed(database, 'photo')
    await database.blob_bytes.update(digest, { bytes: new ArrayBuffer(5) })
    let sent = 0
    const counting: Send = async () => {
      sent += 1
      return null
    }
    await pumpFor(database, new Office(), transfersOf(database, counting)).wake('start')
    expect([sent, await state(database, digest)]).toEqual([0, 'here'])
  })

  it('are asked for again by an office that lost them', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    let sent = 0
    const counting: Send = async () => {
      sent += 1
      return null
    }
    const pump = pumpFor(database, office, transfersOf(database, counting))
    await pump.wake('start')
    office.missing = [digest, 'ff'.repeat(32)]
    await pump.wake('button')
    expect(sent).toBe(2)
  })

  it('P34 are safe with a backup begun after the office said that it has them, the last photo of a stream too', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    const pump = pumpFor(
      database,
      office,
      transfersOf(database, async () => null),
    )
    await pump.wake('start')
    // a backup begun before the photo came, and one that holds the record: neither says anything of the photo
    office.safe_seq = 1
    office.safe_until = '2026-11-25T02:00:00Z'
    office.server_time = '2026-11-25T02:05:00Z'
    await pump.wake('button')
    expect([await state(database, digest), (await database.blobs.get(digest))?.received_at]).toEqual([
      'received',
      office.server_time,
    ])
    office.server_time = '2026-11-25T02:20:00Z'
    office.safe_until = '2026-11-25T02:04:59.999Z'
    await pump.wake('button')
    expect(await state(database, digest)).toBe('received')
    office.safe_until = '2026-11-25T02:05:00Z'
    await pump.wake('button')
    expect(await state(database, digest)).toBe('safe')
    expect(await database.outbox.count()).toBe(1)
  })

  it("P34 are nobody's safe photos after a restore until the restored office has their record and does not ask", async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    const pump = pumpFor(
      database,
      office,
      transfersOf(database, async () => ({ kind: 'offline' }) as const),
    )
    await database.blobs.update(digest, { state: 'received' })
    await pump.wake('start')
    await pump.wake('button')
    expect((await database.blobs.get(digest))?.received_at).toBe(office.server_time)
    // the restored one has neither record nor photo, and its next backup is long after
    office.epoch += 1
    office.streams.clear()
    office.effects = []
    office.log = []
    office.safe_until = '2026-11-26T00:00:00Z'
    const greetings: (string | null)[] = []
    const real = office.hello.bind(office)
    office.hello = async () => {
      // it asks as soon as it has the record
      office.missing = office.effects.length > 0 ? [digest] : []
      greetings.push((await state(database, digest)) ?? null)
      return real()
    }
    await pump.wake('button')
    expect(greetings).toEqual(['received', 'received'])
    await pump.wake('button')
    expect(await state(database, digest)).toBe('here')
  })

  it('P34 are not stamped by an office that has not got their record', async () => {
    const database = await freshDatabase()
    const digest = await photographed(database, 'photo')
    await database.blobs.update(digest, { state: 'received' })
    const at = '2026-11-25T02:00:00Z'
    await stampPhotos(database, at)
    expect((await database.blobs.get(digest))?.received_at).toBeNull()
    await database.outbox.toCollection().modify({ state: 'received' })
    await stampPhotos(database, at)
    expect((await database.blobs.get(digest))?.received_at).toBe(at)
  })

  it('P34 are not called safe by an office that misses more than it could list', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    const pump = pumpFor(
      database,
      office,
      transfersOf(database, async () => null),
    )
    await pump.wake('start')
    office.safe_until = '2026-11-26T00:00:00Z'
    office.misses_more = true
    await pump.wake('button')
    expect(await state(database, digest)).toBe('received')
    office.misses_more = false
    await pump.wake('button')
    expect(await state(database, digest)).toBe('safe')
  })

  it('P34 were stamped by an office that turns out to be another one: nothing is believed', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    const pump = pumpFor(
      database,
      office,
      transfersOf(database, async () => null),
    )
    await pump.wake('start')
    await pump.wake('button')
    // restored to before the record, unannounced; backups have gone on since
    office.streams.get(1)?.splice(0)
    office.effects = []
    office.log = []
    office.safe_until = '2026-11-26T00:00:00Z'
    const real = office.push.bind(office)
    const states: (string | undefined)[] = []
    office.push = async (body) => {
      states.push(await state(database, digest))
      return real(body)
    }
    await pump.wake('button')
    expect(states[0]).toBe('received')
    expect((await meta(database)).incarnation).toBe(2)
  })

  it('leave this phone a week after they are safe, and nothing leaves it earlier', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    const pump = pumpFor(
      database,
      office,
      transfersOf(database, async () => null),
    )
    await pump.wake('start')
    const inTenYears = Date.now() + 3650 * 86_400_000
    await releaseSafe(database, inTenYears)
    expect([await database.outbox.count(), (await database.blob_bytes.get(digest))?.bytes?.byteLength]).toEqual([1, 5])
    office.safe_seq = 1
    office.safe_until = office.server_time
    await pump.wake('button')
    await releaseSafe(database, Date.now())
    expect(await database.outbox.count()).toBe(1)
    await releaseSafe(database, inTenYears)
    expect([await database.outbox.count(), (await database.blob_bytes.get(digest))?.bytes]).toEqual([0, null])
  })

  it('that could not be sent for weeks keep the record that names them, and go in the end', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    let reachable = false
    const send: Send = async () => (reachable ? null : { kind: 'offline' })
    const pump = pumpFor(database, office, transfersOf(database, send))
    await pump.wake('start')
    office.safe_seq = 1
    await pump.wake('button')
    await releaseSafe(database, Date.now() + 30 * 86_400_000)
    expect([(await database.outbox.toArray()).map((row) => row.state), await state(database, digest)]).toEqual([
      ['safe'],
      'here',
    ])
    reachable = true
    await pump.wake('button')
    expect(await state(database, digest)).toBe('received')
    await releaseSafe(database, Date.now() + 30 * 86_400_000)
    expect(await database.outbox.count()).toBe(0)
  })

  it('are sent when the office misses them, though their record has left this phone', async () => {
    const database = await freshDatabase()
    const office = new Office()
    const digest = await photographed(database, 'photo')
    await database.outbox.clear()
    office.missing = [digest]
    await pumpFor(
      database,
      office,
      transfersOf(database, async () => null),
    ).wake('start')
    expect(await state(database, digest)).toBe('received')
  })

  it('that stop moving are given up, and only then', () => {
    vi.useFakeTimers()
    try {
      const given = vi.fn()
      const still = whenStill(60_000, given)
      vi.advanceTimersByTime(59_999)
      still.moved()
      vi.advanceTimersByTime(59_999)
      expect(given).not.toHaveBeenCalled()
      vi.advanceTimersByTime(1)
      expect(given).toHaveBeenCalledOnce()
      const done = whenStill(60_000, given)
      done.over()
      vi.advanceTimersByTime(120_000)
      expect(given).toHaveBeenCalledOnce()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the export', () => {
  it('carries every unsafe operation as it was hashed, its photos and the drafts', async () => {
    const database = await freshDatabase()
    const digest = await photographed(database, 'photo é')
    await saveDraft(database, { id: 'd', kind: 'check', inspection_id: null, data: { answers: [] } })
    const made = await exportUnsent(database, Date.parse('2026-11-25T02:03:04Z'))
    expect(made.name).toBe('hengjian-20261125020304.json')
    const content = JSON.parse(await made.file.text())
    const [row] = await database.outbox.toArray()
    expect(content.operations).toEqual([
      { seq: 1, op_id: row?.op_id, sha256: row?.sha256, body: new TextDecoder().decode(row?.bytes) },
    ])
    expect(
      content.blobs.map((blob: { sha256: string; base64: string }) => [
        blob.sha256,
        Buffer.from(blob.base64, 'base64').toString(),
      ]),
    ).toEqual([[digest, 'photo é']])
    expect(content.drafts.map((draft: { id: string }) => draft.id)).toEqual(['d'])
  })

  it('joins the pieces of a large photo without a seam', async () => {
    const database = await freshDatabase()
    const bytes = crypto.getRandomValues(new Uint8Array(60_001))
    await storeBlob(database, bytes.buffer, 'image/jpeg', 'plate')
    const content = JSON.parse(await (await exportUnsent(database)).file.text())
    expect(Buffer.from(content.blobs[0].base64, 'base64').equals(Buffer.from(bytes))).toBe(true)
  })
})

describe('the facts behind the chip', () => {
  it('count what is here, what was received, and what somebody should look at', async () => {
    const database = await freshDatabase()
    const office = new Office()
    await photographed(database, 'a')
    expect(await factsOf(database)).toMatchObject({ here: 1, received: 0, photos_here: 1, attention: 0, drafts: 0 })
    const refused = (await database.outbox.toArray())[0]?.op_id as string
    office.refuse.add(refused)
    office.write('conflict', uuid7(), { state: 'open', mine_by: database.user_id })
    office.write('conflict', uuid7(), { state: 'open', mine_by: uuid7() })
    await pumpFor(database, office).wake('start')
    expect(await factsOf(database)).toMatchObject({ here: 0, received: 1, attention: 2 })
  })
})
