// Which checklists a visit is asked: the cases that the server's twin is held to as well.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Checklist } from '@/contract/entities'
import { askedLists, furtherLists, subjectsOf, topicOf, type Venue } from './asked'

interface Vectors {
  subjects: { name: string; venue: Venue; expected: string[] }[]
  checklists: Checklist[]
  asked: { name: string; venue: Venue; on: string; by_hand: string[]; expected: object[] }[]
}
const file = resolve(import.meta.dirname, '../../../../tests/vectors/checklist_choice.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors

describe('what a visit is about', () => {
  it.each(vectors.subjects)('$name', ({ venue, expected }) => {
    expect(subjectsOf(venue)).toEqual(expected)
  })
})

describe('the checklists of a visit', () => {
  it.each(vectors.asked)('$name', ({ venue, on, by_hand, expected }) => {
    const found = askedLists(vectors.checklists, venue, on, by_hand)
    expect(found.map(({ code, edition, items }) => ({ code, edition, items: items.map((item) => item.code) }))).toEqual(
      expected,
    )
  })

  it('leave to the hand whatever would still ask something', () => {
    const on = '2026-11-25'
    const asked = askedLists(vectors.checklists, { kind: 'fuel_station', parts: [], instruments: [] }, on)
    const codes = furtherLists(vectors.checklists, asked, on).map((one) => one.code)
    expect(codes).toEqual(['charging_station', 'energy_label', 'market_organiser'])
  })

  it('keep the draft of the first where it always was', () => {
    const [first, second] = vectors.checklists
    const asked = [first, second].map((one) => ({ ...one }) as Checklist)
    expect(topicOf(asked[0], asked)).toBeUndefined()
    expect(topicOf(asked[1], asked)).toBe('fuel_station')
    expect(topicOf(undefined, [])).toBeUndefined()
  })
})
