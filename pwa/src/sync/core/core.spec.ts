import { describe, expect, it } from 'vitest'
import type { Failure } from '@/api/problem'
import type { BaseRow, OutboxRow } from '@/database/rows'
import { AnswerBroken, acknowledge, type PushAnswer } from './acknowledge'
import type { Body } from './envelope'
import { jitter, type PumpEvent, type PumpState, reduce, START } from './reducer'
import { renumber } from './renumber'
import { fold, type KeptOperation } from './view'

const offline: Failure = { kind: 'offline' }
const problem = (slug: string, status: number) => ({ slug, status, title: '', title_en: '', errors: [], facts: {} })

function play(events: PumpEvent[], from: PumpState = START): { state: PumpState; done: string[] } {
  let state = from
  const done: string[] = []
  for (const event of events) {
    const [next, effects] = reduce(state, event)
    state = next
    done.push(...effects.map((effect) => effect.do))
  }
  return { state, done }
}

const failed = (failure: Failure): PumpEvent => ({ type: 'failed', failure, chance: 1 })
const greeted: PumpEvent = { type: 'greeted', anomaly: false, most: 500 }
const pushed = (more: boolean, took_ms = 100): PumpEvent => ({ type: 'pushed', more, anomaly: false, took_ms })

describe('the reducer', () => {
  it('goes round: hello, all operations, all pages, all photos, rest', () => {
    const { state, done } = play([
      { type: 'wake', reason: 'start' },
      greeted,
      pushed(true),
      pushed(false),
      { type: 'pulled', more: true, anomaly: false },
      { type: 'pulled', more: false, anomaly: false },
      { type: 'uploaded', more: true },
      { type: 'uploaded', more: false },
    ])
    expect(done).toEqual(['hello', 'push', 'push', 'pull', 'pull', 'upload', 'upload'])
    expect([state.step, state.rest]).toEqual([null, 'done'])
  })

  it('takes new work along at the end of a round', () => {
    const { done } = play([
      { type: 'wake', reason: 'start' },
      greeted,
      pushed(false),
      { type: 'wake', reason: 'commit' },
      { type: 'pulled', more: false, anomaly: false },
      { type: 'uploaded', more: false },
    ])
    expect(done.at(-1)).toBe('hello')
  })

  it('waits longer after each failure, and not at all when a person asks', () => {
    const waits = [1, 2, 3, 4, 20].map((failures) => jitter(failures, 1))
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 300_000])
    expect(jitter(5, 0)).toBe(0)
    const waiting = play([{ type: 'wake', reason: 'start' }, failed(offline)])
    expect([waiting.state.rest, waiting.state.online]).toEqual(['waiting', false])
    expect(play([{ type: 'wake', reason: 'commit' }], waiting.state).done).toEqual([])
    for (const reason of ['button', 'online', 'visible', 'timer'] as const)
      expect(play([{ type: 'wake', reason }], waiting.state).done).toEqual(['hello'])
  })

  it('waits at least as long as the office asks', () => {
    const [, effects] = reduce(START, {
      type: 'failed',
      failure: { kind: 'busy', wait_seconds: 90, problem: null },
      chance: 0,
    })
    expect(effects).toEqual([{ do: 'wait', wait_ms: 90_000 }])
  })

  it('sends less at a time over a bad network, and more again over a good one', () => {
    const slow = play([{ type: 'wake', reason: 'start' }, greeted, failed({ kind: 'timeout' })])
    expect(slow.state.batch).toBe(25)
    const heavy = { kind: 'refused', problem: problem('too_large', 413) } as const
    const halved = play([{ type: 'wake', reason: 'start' }, greeted, failed(heavy)])
    expect([halved.state.batch, halved.state.rest]).toEqual([25, 'waiting'])
    const least = Array.from({ length: 10 }, (): PumpEvent[] => [
      { type: 'wake', reason: 'button' },
      greeted,
      failed({ kind: 'timeout' }),
    ]).flat()
    expect(play(least).state.batch).toBe(1)
    expect(play([{ type: 'wake', reason: 'start' }, greeted, pushed(true), pushed(false)]).state.batch).toBe(70)
  })

  it('asks for a sign-in once, when the session is gone or a colleague has it', () => {
    for (const failure of [
      { kind: 'unauthenticated', problem: problem('unauthenticated', 401) },
      { kind: 'forbidden', problem: problem('wrong_device', 403) },
    ] as Failure[]) {
      const { state, done } = play([{ type: 'wake', reason: 'start' }, failed(failure)])
      expect([state.rest, done]).toEqual(['sign_in', ['hello']])
    }
  })

  it('still hands in photos when reading is refused', () => {
    const { done, state } = play([
      { type: 'wake', reason: 'start' },
      greeted,
      pushed(false),
      failed({ kind: 'forbidden', problem: problem('upload_only', 403) }),
    ])
    expect(done.at(-1)).toBe('upload')
    expect(state.refused?.slug).toBe('upload_only')
    expect(
      play(
        [
          { type: 'uploaded', more: false },
          { type: 'wake', reason: 'button' },
          greeted,
          pushed(false),
          { type: 'pulled', more: false, anomaly: false },
        ],
        state,
      ).state.refused,
    ).toBeNull()
  })

  it('P35 hands in photos from a phone that was blocked, and does not ask to sign in', () => {
    for (const slug of ['device_revoked', 'account_closed']) {
      const { done, state } = play([
        { type: 'wake', reason: 'start' },
        greeted,
        pushed(false),
        failed({ kind: 'unauthenticated', problem: problem(slug, 401) }),
        { type: 'uploaded', more: false },
      ])
      expect(done).toEqual(['hello', 'push', 'pull', 'upload'])
      expect([state.rest, state.refused?.slug]).toEqual(['done', slug])
    }
  })

  it('does not start over for ever', () => {
    const round: PumpEvent[] = [
      { type: 'pushed', more: false, anomaly: true, took_ms: 1 },
      { type: 'recovered' },
      greeted,
    ]
    const { done, state } = play([{ type: 'wake', reason: 'start' }, greeted, ...round, ...round, ...round, ...round])
    expect(done.filter((one) => one === 'recover')).toHaveLength(3)
    expect(state.failures).toBeGreaterThan(0)
  })
})

const answer = (results: PushAnswer['results']): PushAnswer => ({
  outcome: 'accepted',
  epoch: 1,
  incarnation: 1,
  last_seq: 2,
  safe_seq: 0,
  server_time: '',
  results,
})

describe('acknowledging', () => {
  const sent = [
    { seq: 1, op_id: 'a' },
    { seq: 2, op_id: 'b' },
  ]

  it('takes for a duplicate what became of it the first time', () => {
    const got = acknowledge(
      sent,
      answer([
        { seq: 1, op_id: 'a', outcome: 'duplicate', first_outcome: 'rejected' },
        { seq: 2, op_id: 'b', outcome: 'applied', version: 4 },
      ]),
      'now',
    )
    expect(got.outcomes.map((row) => row.outcome)).toEqual(['rejected', 'applied'])
    expect([got.received, got.last_acked]).toEqual([
      [1, 2],
      [2, 'b'],
    ])
  })

  it('does not believe an answer that skips or renames an operation', () => {
    expect(() => acknowledge(sent, answer([{ seq: 1, op_id: 'a', outcome: 'applied' }]), 'now')).toThrow(AnswerBroken)
    expect(() =>
      acknowledge(
        sent,
        answer([
          { seq: 1, op_id: 'a', outcome: 'applied' },
          { seq: 3, op_id: 'b', outcome: 'applied' },
        ]),
        'now',
      ),
    ).toThrow(AnswerBroken)
  })
})

describe('renumbering', () => {
  it('keeps the order and the bytes, and sends everything again', () => {
    const row = (seq: number, op_id: string, state: OutboxRow['state']): OutboxRow => ({
      seq,
      op_id,
      sha256: op_id,
      state,
      attempts: 3,
      sealed: false,
      bytes: new Uint8Array([seq]),
    })
    const rows = renumber([row(9, 'c', 'here'), row(4, 'a', 'safe'), row(5, 'b', 'received')])
    expect(rows.map((one) => [one.seq, one.op_id, one.state, one.bytes[0]])).toEqual([
      [1, 'a', 'here', 4],
      [2, 'b', 'here', 5],
      [3, 'c', 'here', 9],
    ])
  })
})

describe('the view', () => {
  const base: BaseRow = {
    entity: 'premises',
    id: 'p',
    version: 5,
    scope: 's',
    scopes: ['s'],
    mark: '',
    state: { name: '旧', address: '路', state: 'active' },
    keys: [],
    text: '',
  }
  const body = (kind: Body['kind'], data: Body['data'], id = 'p', entity = 'premises'): Body => ({
    schema: 1,
    kind,
    entity,
    id,
    base: 5,
    depends_on: [],
    actor: '',
    captured: { wall: '', tz_offset_minutes: 0, monotonic_ms: 0, session: '' },
    blobs: [],
    data,
  })
  const kept = (seq: number, one: Body, more: Partial<KeptOperation> = {}): KeptOperation => ({
    seq,
    op_id: String(seq),
    state: 'here',
    body: one,
    outcome: null,
    included: false,
    ...more,
  })
  const outcome = (word: 'conflict' | 'rejected') => ({
    op_id: '1',
    outcome: word,
    version: null,
    problem: null,
    received_at: '',
    seen_at: null,
  })

  it('folds waiting changes in their order, and leaves the base alone', () => {
    const view = fold('premises', 'p', base, [
      kept(1, body('patch', { changes: [['name', '旧', '新']] })),
      kept(2, body('patch', { changes: [['name', '新', '更新']] })),
    ])
    expect(view?.state).toEqual({ name: '更新', address: '路', state: 'active' })
    expect([view?.at, view?.version, base.state.name]).toEqual(['here', 5, '旧'])
  })

  it('does not fold what the pulled state contains already', () => {
    const view = fold('premises', 'p', base, [
      kept(1, body('patch', { changes: [['name', '旧', '新']] }), { state: 'received', included: true }),
    ])
    expect([view?.state.name, view?.at]).toEqual(['旧', 'received'])
  })

  it('lets the office prevail in a conflict, and says so', () => {
    const view = fold('premises', 'p', base, [
      kept(1, body('patch', { changes: [['name', '旧', '新']] }), { state: 'received', outcome: outcome('conflict') }),
    ])
    expect([view?.state.name, view?.trouble]).toEqual(['旧', 'conflict'])
  })

  it('keeps showing what was born here, even refused', () => {
    const born = kept(1, body('create', { state: { name: '新摊' } }), {
      state: 'received',
      outcome: outcome('rejected'),
      included: true,
    })
    const view = fold('premises', 'p', undefined, [born])
    expect([view?.state, view?.trouble]).toEqual([{ name: '新摊', state: 'active' }, 'rejected'])
  })

  it('moves an inspection on when it is signed, with what the signing carries', () => {
    const visit: BaseRow = { ...base, entity: 'inspection', id: 'i', state: { state: 'open', seal: null } }
    const view = fold('inspection', 'i', visit, [
      kept(
        1,
        body('transition', { action: 'submit', from: 'open', state: { seal: { sha256: 'x' } } }, 'i', 'inspection'),
      ),
    ])
    expect(view?.state).toEqual({ state: 'submitted', seal: { sha256: 'x' } })
  })

  it('shows the parts of an operation as records of their own', () => {
    const one = kept(
      1,
      body('create', { state: {}, parts: [{ entity: 'instrument', id: 'm', state: { name: '秤' } }] }),
    )
    expect(fold('instrument', 'm', undefined, [one])?.state).toEqual({ name: '秤', state: 'in_use' })
    expect(fold('instrument', 'other', undefined, [one])).toBeUndefined()
  })
})
