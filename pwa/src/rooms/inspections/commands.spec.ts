import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Check, Inspection } from '@/contract/entities'
import { FieldDatabase } from '@/database/database'
import { drafts, saveDraft } from '@/database/drafts'
import { sha256, utf8 } from '@/kernel/hash'
import type { View } from '@/sync/core/view'
import { bodyFrom } from '@/sync/kept'
import { storeBlob } from '@/sync/photos'
import { record } from '@/sync/records'
import { type CheckDraft, draftId, emptyDraft, newAnswer } from './check-draft'
import { addMeasure, type Beginning, completeCheck, patchFacts, startInspection, withdraw } from './commands'
import { judge, measurementOf } from './judging'
import { checksOf } from './queries'
import { recordLists, toConfirm } from './record-queries'
import { factsOf, sealText } from './seal'
import { addSupplement, confirmOwn, recordDelivery, sealedChecks, sealInspection } from './sealing'
import { emptySigning, signaturesOf, signingBlobs } from './signing'

const LEAD = '01900000-0000-7000-8000-0000000000a1'
const SECOND = '01900000-0000-7000-8000-0000000000a2'
const MARKET = '01900000-0000-7000-8000-0000000000b1'
const STALL = '01900000-0000-7000-8000-0000000000b2'
const beginning: Beginning = {
  premises_id: MARKET,
  venue_kind: 'market',
  division: '610602',
  task_id: null,
  second_officer_id: SECOND,
  assistants: [],
  conditions: {},
  standards: [],
  position: null,
  supersedes_id: null,
}
// 23:30 of the day before in UTC: the day of judgement is the local one
const clock = { now: () => Date.parse('2026-11-22T23:30:00Z'), monotonic: () => 1 }

let database: FieldDatabase
let count = 0

beforeEach(() => {
  count += 1
  database = new FieldDatabase(LEAD)
})
afterEach(async () => {
  await database.delete()
})

async function visit(id: string): Promise<View<Inspection>> {
  const found = await record(database, 'inspection', id)
  if (!found) throw new Error('no visit')
  return found
}

const stallDraft = (): CheckDraft => emptyDraft({ target: 'stall', premises_id: STALL, instrument_id: null }, null)

async function complete(id: string, draft: CheckDraft, outcome: Check['outcome'] = 'checked'): Promise<string> {
  const draft_id = draftId(id, {
    target: draft.target,
    premises_id: draft.premises_id,
    instrument_id: draft.instrument_id,
  })
  await saveDraft(database, { id: draft_id, kind: 'check', inspection_id: id, data: draft })
  return completeCheck(database, await visit(id), { draft, draft_id, outcome, identity_checks: [], measurements: [] })
}

async function bodiesInOrder() {
  return (await database.outbox.toArray()).map((row) => bodyFrom(row.bytes))
}

describe('a visit', () => {
  it('begins on the local day of its start', async () => {
    const state = (await visit(await startInspection(database, beginning, clock))).state
    expect(state).toMatchObject({
      on: '2026-11-23',
      started_at: '2026-11-22T23:30:00.000Z',
      lead_officer_id: LEAD,
      state: 'open',
    })
  })

  it('is in the drafts of both officers until it is signed', async () => {
    const id = await startInspection(database, beginning)
    expect((await recordLists(database, SECOND)).map((one) => [one.inspection.id, one.list])).toEqual([[id, 'draft']])
    await withdraw(database, await visit(id), '走错了')
    expect(await recordLists(database, LEAD)).toEqual([])
  })

  it('writes nothing when a fact is given that was there already', async () => {
    const id = await startInspection(database, beginning)
    await patchFacts(database, await visit(id), { assistants: [] })
    expect(await bodiesInOrder()).toHaveLength(1)
  })
})

describe('a completed check', () => {
  it('is an operation at once, takes its draft along, and its measure joins the visit in the same transaction', async () => {
    const id = await startInspection(database, beginning)
    const draft = stallDraft()
    const measure = { kind: 'rectify', text: '更换', deadline_on: '2026-11-30' } as const
    draft.answers = {
      ST02: newAnswer('conforming'),
      ST04: { ...newAnswer('nonconforming'), note: ' 有遥控 ', measure },
    }
    await complete(id, draft)
    expect((await bodiesInOrder()).map((body) => [body.kind, body.entity])).toEqual([
      ['create', 'inspection'],
      ['append', 'check'],
      ['patch', 'inspection'],
    ])
    expect(await drafts(database, id)).toEqual([])
    expect((await visit(id)).state.measures).toEqual([measure])
    const [check] = await checksOf(database, id)
    expect(check?.state.answers[1]).toEqual({
      item: 'ST04',
      answer: 'nonconforming',
      note: '有遥控',
      photos: [],
      phrase: null,
    })
  })

  it("is an institution's test for every reading where its draft says so, whatever the standards of the visit", async () => {
    const id = await startInspection(database, {
      ...beginning,
      conditions: { standards_rule: '1' },
      venue_kind: 'shop',
    })
    const tester = { institution: '样例市计量测试所', person: '样例检定员', certificate_number: '样例-017' }
    const inputs = { accuracy_class: 'III', scale_kind: 'price_computing', e: '5', load_L: '1000', stage: 'in_service' }
    const asked = { rule: 'nawi_indication_error', inputs: { ...inputs, unit: 'g', indication_I: '1000' } }
    const measurements = [measurementOf(judge(asked, '2026-11-23'))]
    for (const given of [null, tester]) {
      const draft = { ...stallDraft(), tester: given }
      await completeCheck(database, await visit(id), {
        draft,
        draft_id: '',
        outcome: 'checked',
        identity_checks: [],
        measurements,
      })
    }
    const kept = (await checksOf(database, id)).flatMap((one) => one.state.measurements)
    expect(kept.map((one) => [one.nature, one.tester, one.phone.standard])).toEqual([
      ['officer_check', undefined, 'standard_missing'],
      ['institution_test', tester, undefined],
    ])
  })

  it('leaves room for a measure that was taken a moment ago, though the screen has not seen it yet', async () => {
    const id = await startInspection(database, beginning)
    for (const text of ['甲', '乙']) await addMeasure(database, id, { kind: 'other', text, deadline_on: null })
    expect((await visit(id)).state.measures.map((one) => one.text)).toEqual(['甲', '乙'])
  })

  it('asks for one measure once, though two items and the visit ask for it in another order of fields', async () => {
    const id = await startInspection(database, beginning)
    const decided = { deadline_on: null, text: '清洁', kind: 'rectify' } as const
    await patchFacts(database, await visit(id), { measures: [decided] })
    const found = (text: string) => ({
      ...newAnswer('nonconforming'),
      note: 'x',
      measure: { kind: 'rectify', text, deadline_on: null } as const,
    })
    const draft = stallDraft()
    draft.answers = { U06: found('更换'), U07: found('更换'), ST02: found('清洁') }
    await complete(id, draft)
    expect((await visit(id)).state.measures.map((one) => one.text)).toEqual(['清洁', '更换'])
  })

  it.each([
    ['a patch that would be too large', 130, '整'.repeat(450)],
    ['a list that is full', 1000, '改'],
  ])('is recorded with its measure in the note beside %s', async (_, many, text) => {
    const id = await startInspection(database, beginning)
    const seen = await visit(id)
    const measures = Array.from({ length: many }, (_, at) => ({
      kind: 'rectify' as const,
      text: `${at}${text}`,
      deadline_on: null,
    }))
    const draft = stallDraft()
    draft.answers = {
      ST04: {
        ...newAnswer('nonconforming'),
        note: '有遥控',
        measure: { kind: 'rectify', text: '更换', deadline_on: '2026-11-30' },
      },
    }
    await completeCheck(
      database,
      { ...seen, state: { ...seen.state, measures } },
      { draft, draft_id: 'none', outcome: 'checked', identity_checks: [], measurements: [] },
    )
    expect((await bodiesInOrder()).map((body) => body.kind)).toEqual(['create', 'append'])
    expect((await checksOf(database, id))[0]?.state.note).toBe('更换 2026-11-30')
  })

  it('of somebody who only helps carries the finding and decides no measure', async () => {
    const id = await startInspection(database, beginning)
    const others = {
      ...(await visit(id)),
      state: { ...(await visit(id)).state, lead_officer_id: SECOND, second_officer_id: MARKET },
    }
    const draft = stallDraft()
    draft.answers = {
      ST04: { ...newAnswer('nonconforming'), note: 'x', measure: { kind: 'rectify', text: 'y', deadline_on: null } },
    }
    await completeCheck(database, others, {
      draft,
      draft_id: 'none',
      outcome: 'checked',
      identity_checks: [],
      measurements: [],
    })
    expect((await bodiesInOrder()).filter((body) => body.kind === 'patch')).toEqual([])
  })

  it('that could not be done keeps its outcome and nothing half answered', async () => {
    const id = await startInspection(database, beginning)
    const draft = stallDraft()
    draft.answers = { ST02: newAnswer('conforming') }
    draft.note = '卷帘门关闭'
    await complete(id, draft, 'closed_business')
    expect((await checksOf(database, id))[0]?.state).toMatchObject({
      outcome: 'closed_business',
      answers: [],
      note: '卷帘门关闭',
    })
  })

  it('names its photos so that they follow, and is refused whole when one is not on the phone', async () => {
    const id = await startInspection(database, beginning)
    const photo = await storeBlob(database, utf8(`photo ${count}`).buffer, 'image/jpeg', 'stall')
    const draft = stallDraft()
    draft.photos = [photo.sha256]
    await complete(id, draft)
    expect((await bodiesInOrder())[1]?.blobs).toEqual([photo])
  })
})

const PIN = { pin: '204617', salt: '00112233445566778899aabbccddeeff' }

describe('sealing', () => {
  async function sealed(pin: { pin: string; salt: string } | null = PIN) {
    const id = await startInspection(database, beginning)
    const first = await complete(id, stallDraft())
    const signature = await storeBlob(database, utf8('ink').buffer, 'image/png', 'signature')
    const signing = {
      ...emptySigning(),
      choice: 'agrees' as const,
      party_name: '王样例',
      capacity: '负责人',
      party_blob: signature.sha256,
      lead_blob: signature.sha256,
    }
    await saveDraft(database, { id: `sign:${id}`, kind: 'signing', inspection_id: id, data: signing })
    const seal = await sealInspection(database, await visit(id), {
      checks: await checksOf(database, id),
      signatures: signaturesOf(signing, 'inspected', '', { lead: '样例甲', second: '样例乙' }),
      blobs: signingBlobs(signing),
      changes: { outcome: 'inspected', statement: null },
      draft_id: `sign:${id}`,
      pin,
    })
    return { id, first, seal }
  }

  it('covers the facts as they are afterwards and each check by the digest of its operation', async () => {
    const { id, first, seal } = await sealed()
    const rows = await database.outbox.toArray()
    const check = rows.find((row) => bodyFrom(row.bytes).id === first)
    expect(seal.checks).toEqual([{ id: first, sha256: check?.sha256 }])
    const after = await visit(id)
    expect(after.state).toMatchObject({ state: 'submitted', outcome: 'inspected' })
    expect(seal.sha256).toBe(
      await sha256(utf8(sealText(factsOf(after.state), seal.checks, seal.blobs, seal.signatures))),
    )
  })

  it('submits and confirms together, after everything it names, and leaves no draft behind', async () => {
    const { id, seal } = await sealed()
    const last = (await bodiesInOrder()).slice(-2)
    expect(last.map((body) => [body.kind, body.entity])).toEqual([
      ['transition', 'inspection'],
      ['append', 'confirmation'],
    ])
    expect(last[1]?.data.state).toMatchObject({ officer_id: SECOND, method: 'pin', seal_sha256: seal.sha256 })
    expect(JSON.stringify(await bodiesInOrder())).not.toContain('204617')
    expect(await drafts(database, id)).toEqual([])
  })

  it('needs no word of the second officer after the PIN, and may still be delivered and supplemented', async () => {
    const { id } = await sealed()
    expect((await recordLists(database, LEAD))[0]?.list).toBe('waiting')
    expect(await toConfirm(database, SECOND)).toEqual([])
    await recordDelivery(database, await visit(id), 'shown', 'ABCD-1234')
    await addSupplement(database, await visit(id), {
      kind: 'explanation',
      text: '补充',
      photos: [],
      answers_comment: null,
    })
    expect((await bodiesInOrder()).slice(-2).map((body) => body.entity)).toEqual(['delivery', 'supplement'])
  })

  it('without a PIN waits for the second officer, whose own word ends the wait', async () => {
    const { id } = await sealed(null)
    expect((await toConfirm(database, SECOND)).map((one) => one.inspection.id)).toEqual([id])
    expect(await toConfirm(database, LEAD)).toEqual([])
    const theirs = new Proxy(database, {
      get: (target, name) => (name === 'user_id' ? SECOND : Reflect.get(target, name)),
    })
    await confirmOwn(theirs, await visit(id))
    expect(await toConfirm(database, SECOND)).toEqual([])
  })

  it('takes a check of another phone by the digest the office received, and stops where there is none', async () => {
    const id = await startInspection(database, beginning)
    await complete(id, stallDraft())
    const [own] = await checksOf(database, id)
    if (!own) throw new Error('no check')
    const theirs = { ...own, id: MARKET, state: { ...own.state, op_sha256: 'f'.repeat(64) } }
    expect((await sealedChecks(database, id, [theirs]))[0]).toEqual({ id: MARKET, sha256: 'f'.repeat(64) })
    expect(await sealedChecks(database, id, [{ ...theirs, trouble: 'rejected' }])).toEqual([])
    await expect(sealedChecks(database, id, [{ ...own, id: MARKET }])).rejects.toThrow()
  })
})
