import { describe, expect, it } from 'vitest'
import type { Checklist, Inspection } from '@/contract/entities'
import type { DraftRow } from '@/database/rows'
import { draftId, emptyDraft, replacing } from './check-draft'
import type { CheckView } from './checks'
import { gapsOf } from './missing'

const inspection = {
  premises_id: 'm',
  venue_kind: 'market',
  second_officer_id: 's',
  outcome: null,
  conditions: { identification_shown: 'yes' },
} as unknown as Inspection
const check = (more: object) =>
  ({
    id: 'c',
    trouble: null,
    state: {
      target: 'organiser',
      premises_id: 'm',
      instrument_id: null,
      checklist_code: 'market_organiser',
      outcome: 'checked',
      ...more,
    },
  }) as unknown as CheckView
const draft = (subject: Parameters<typeof draftId>[1]) =>
  ({ id: draftId('v', subject), kind: 'check', about: subject.premises_id }) as unknown as DraftRow
const organiser = { code: 'market_organiser', target: 'organiser' } as Checklist
const charging = { code: 'charging_station', target: 'premises' } as Checklist
const gaps = (more: Partial<Parameters<typeof gapsOf>[0]> = {}) =>
  gapsOf({ id: 'v', inspection, checks: [check({})], drafts: [], asked: [organiser], ...more }).map((one) => one.kind)

describe('what a visit still needs before signing', () => {
  it('is nothing when officers, rights and checklist are there', () => {
    expect(gaps()).toEqual([])
    expect(gaps({ inspection: { ...inspection, second_officer_id: null, conditions: {} } })).toEqual([
      'second_officer',
      'identification',
    ])
  })

  it('is the checklist once, though a draft of it exists', () => {
    const drafts = [draft({ target: 'organiser', premises_id: 'm', instrument_id: null })]
    expect(gaps({ checks: [check({ target: 'stall', premises_id: 's' })], drafts })).toEqual(['checklist'])
    expect(gaps({ checks: [], asked: [] })).toEqual(['nothing'])
  })

  it('is every unfinished check, each with the way back to it', () => {
    const drafts = [
      draft({ target: 'stall', premises_id: 's1', instrument_id: 'i' }),
      draft({ target: 'premises', premises_id: 'm', instrument_id: null, topic: 'lens-p1' }),
      draft({ target: 'instrument', premises_id: 'n', instrument_id: 'i' }),
    ]
    const found = gapsOf({ id: 'v', inspection, checks: [check({})], drafts, asked: [organiser] })
    expect(found.map((one) => one.to)).toEqual(['/visit/v/run/s1', '/visit/v/lens/p1', '/visit/v/measure/i?premises=n'])
    expect(found.map((one) => one.draft_id)).toEqual(drafts.map((one) => one.id))
  })

  it('is every checklist that the place asks for, by itself', () => {
    const two = { id: 'v', inspection, drafts: [] as DraftRow[], asked: [organiser, charging] }
    const found = (more: Partial<Parameters<typeof gapsOf>[0]>) => gapsOf({ ...two, checks: [], ...more })
    expect(found({}).map((one) => one.to)).toEqual([
      '/visit/v/checklist?list=market_organiser',
      '/visit/v/checklist?list=charging_station',
    ])
    expect(found({ checks: [check({})] }).map((one) => one.list?.code)).toEqual(['charging_station'])
    const other = check({ target: 'premises', checklist_code: 'charging_station' })
    expect(found({ checks: [check({}), other] })).toEqual([])
  })

  it('lets go of a further checklist that was begun, never of the first', () => {
    const of_premises = {
      target: 'premises',
      premises_id: 'm',
      instrument_id: null,
      topic: 'charging_station',
    } as const
    const drafts = [draft({ target: 'organiser', premises_id: 'm', instrument_id: null }), draft(of_premises)]
    const found = gapsOf({ id: 'v', inspection, checks: [], drafts, asked: [organiser, charging] })
    expect(found.map((one) => one.draft_id)).toEqual([undefined, drafts[1]?.id])
    const done = gapsOf({
      id: 'v',
      inspection,
      checks: [check({})],
      drafts: [drafts[1] as DraftRow],
      asked: [organiser],
    })
    expect(done.map((one) => one.to)).toEqual(['/visit/v/checklist?list=charging_station'])
  })

  it('is no checklist where a check says why nothing could be seen', () => {
    const closed = check({ checklist_code: null, outcome: 'closed_business' })
    expect(gaps({ checks: [closed] })).toEqual([])
  })

  it('is only the officers where nothing could be inspected', () => {
    expect(
      gaps({ checks: [], inspection: { ...inspection, outcome: 'closed_business', second_officer_id: null } }),
    ).toEqual(['second_officer'])
  })
})

describe('a check of what somebody else recorded meanwhile', () => {
  const mine = emptyDraft({ target: 'stall', premises_id: 's', instrument_id: 'i' }, null)

  it('corrects it, unless it is about another instrument or a correction already', () => {
    expect(replacing(mine, check({ instrument_id: 'i' })).replaces).toBe('c')
    expect(replacing(mine, check({ instrument_id: 'j' })).replaces).toBeNull()
    expect(replacing({ ...mine, replaces: 'older' }, check({ instrument_id: 'i' })).replaces).toBe('older')
    expect(replacing(mine, null)).toBe(mine)
  })
})
