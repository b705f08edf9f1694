import { describe, expect, it } from 'vitest'
import type { Inspection, Signature } from '@/contract/entities'
import { factsOf, sealOf, sealText } from './seal'

const visit = {
  premises_id: '01900000-0000-7000-8000-000000000001',
  division: '610602',
  venue_kind: 'market',
  on: '2026-11-23',
  started_at: '2026-11-23T02:20:00.000Z',
  lead_officer_id: '01900000-0000-7000-8000-000000000002',
  second_officer_id: null,
  assistants: [],
  conditions: { temperature_C: '12.5' },
  standards: [],
  measures: [],
  outcome: 'inspected',
  state: 'open',
  review_comments: [],
} as unknown as Inspection

const signature: Signature = {
  role: 'lead',
  name: '样例甲',
  capacity: null,
  choice: null,
  reason: null,
  blob_sha256: 'b'.repeat(64),
}
const checks = [{ id: '01900000-0000-7000-8000-000000000009', sha256: 'a'.repeat(64) }]

describe('the seal', () => {
  it('covers every fact, absent ones as null, and nothing that happens afterwards', () => {
    const facts = factsOf(visit)
    expect(facts.task_id).toBeNull()
    expect(facts.position).toBeNull()
    expect(Object.keys(facts)).toHaveLength(17)
    expect(sealText(facts, [], [], [])).not.toMatch(/review_comments|"state"|"seal"|submitted_at/)
  })

  it('is the digest that the server computes over the same record', async () => {
    const seal = await sealOf(visit, checks, ['d'.repeat(64), 'c'.repeat(64), 'd'.repeat(64)], [signature])
    expect(seal.blobs).toEqual(['c'.repeat(64), 'd'.repeat(64)])
    // server/inspections/seal.py, seal_sha256, over these values
    expect(seal.sha256).toBe('3cad2452b70fa74c5ce01acbd48e9208928685669f39f7bae98f0ba6d101b3d9')
  })

  it('changes with any fact, check, photo or signature', async () => {
    const seals = await Promise.all([
      sealOf(visit, checks, [], [signature]),
      sealOf({ ...visit, statement: '有异议' }, checks, [], [signature]),
      sealOf(visit, [], [], [signature]),
      sealOf(visit, checks, ['c'.repeat(64)], [signature]),
      sealOf(visit, checks, [], [{ ...signature, name: '样例乙' }]),
    ])
    expect(new Set(seals.map((one) => one.sha256)).size).toBe(5)
  })
})
