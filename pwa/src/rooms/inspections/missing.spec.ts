import { describe, expect, it } from 'vitest'
import type { Inspection } from '@/contract/entities'
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
const gaps = (more: Partial<Parameters<typeof gapsOf>[0]> = {}) =>
  gapsOf({ id: 'v', inspection, checks: [check({})], drafts: [], has_checklist: true, ...more }).map((one) => one.kind)

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
    expect(gaps({ checks: [], has_checklist: false })).toEqual(['nothing'])
  })

  it('is every unfinished check, each with the way back to it', () => {
    const drafts = [
      draft({ target: 'stall', premises_id: 's1', instrument_id: 'i' }),
      draft({ target: 'premises', premises_id: 'm', instrument_id: null, topic: 'lens' }),
      draft({ target: 'instrument', premises_id: 'n', instrument_id: 'i' }),
    ]
    const found = gapsOf({ id: 'v', inspection, checks: [check({})], drafts, has_checklist: true })
    expect(found.map((one) => one.to)).toEqual(['/visit/v/run/s1', '/visit/v/lens', '/visit/v/measure/i?premises=n'])
    expect(found.map((one) => one.draft_id)).toEqual(drafts.map((one) => one.id))
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
