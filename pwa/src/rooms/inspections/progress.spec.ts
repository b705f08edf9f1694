import { describe, expect, it } from 'vitest'
import type { Checklist, ChecklistItem } from '@/contract/entities'
import { emptyDraft, newAnswer } from './check-draft'
import { asksOf, checklistFor, progressOf } from './progress'

const item = (code: string, more: Partial<ChecklistItem> = {}) =>
  ({ code, on_failure: 'penalty', ...more }) as ChecklistItem
const list = {
  code: 'market_stall',
  edition: '1',
  items: [item('A'), item('B', { on_failure: 'info' }), item('C', { asks: ['photo'] })],
} as unknown as Checklist
const subject = { target: 'stall', premises_id: 'p', instrument_id: null } as const

describe('progress of a checklist', () => {
  it('starts with nothing answered and nothing preset', () => {
    const progress = progressOf(list, emptyDraft(subject, list))
    expect(progress).toMatchObject({ answered: 0, total: 3, segments: [null, null, null] })
    expect(progress.missing.map((one) => one.ask)).toEqual([null, null, null])
  })

  it('asks a failure for what must follow, and counts it until it is there', () => {
    const draft = emptyDraft(subject, list)
    draft.answers = { A: newAnswer('nonconforming'), B: newAnswer('not_applicable'), C: newAnswer('nonconforming') }
    expect(progressOf(list, draft).missing).toEqual([
      { item: 'A', ask: 'note' },
      { item: 'A', ask: 'photo' },
      { item: 'A', ask: 'measure' },
      { item: 'C', ask: 'photo' },
    ])
    draft.answers.A = {
      ...newAnswer('nonconforming'),
      note: '  ',
      photos: ['x'],
      measure: { kind: 'rectify', text: 't', deadline_on: null },
    }
    expect(progressOf(list, draft).missing[0]).toEqual({ item: 'A', ask: 'note' })
  })

  it('falls back on the kind of failure where an edition has no list of its own', () => {
    expect(asksOf(item('X', { on_failure: 'rectify' }))).toEqual(['note', 'measure'])
  })

  it('takes the edition in force on the day of the visit', () => {
    const editions = [
      {
        ...list,
        venue_kind: 'market',
        target: 'stall',
        edition: 'old',
        valid_from: '2025-03-01',
        valid_to: '2027-01-07',
      },
      { ...list, venue_kind: 'market', target: 'stall', edition: 'new', valid_from: '2027-01-08', valid_to: null },
    ] as unknown as Checklist[]
    expect(checklistFor(editions, 'market', 'stall', '2027-01-07')?.edition).toBe('old')
    expect(checklistFor(editions, 'market', 'stall', '2027-01-08')?.edition).toBe('new')
    expect(checklistFor(editions, 'optician', 'premises', '2027-01-08')).toBeNull()
  })
})
