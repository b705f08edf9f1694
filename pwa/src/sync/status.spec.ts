import { describe, expect, it } from 'vitest'
import { START } from './core/reducer'
import { chipOf, type Facts } from './status'

const none: Facts = { here: 0, received: 0, photos_here: 0, attention: 0, drafts: 0, last_draft_at: null }
const offline = { ...START, online: false }

describe('the chip', () => {
  it.each([
    [{ ...none }, START, 'safe'],
    [{ ...none, received: 2 }, START, 'received'],
    [{ ...none, received: 2 }, offline, 'offline'],
    [{ ...none, here: 3 }, offline, 'waiting'],
    [{ ...none, photos_here: 3 }, START, 'photos'],
    [{ ...none, here: 3 }, { ...START, rest: 'sign_in' as const }, 'sign_in'],
    [{ ...none, here: 3, attention: 1 }, START, 'attention'],
    [{ ...none, received: 1 }, { ...START, step: 'pull' as const }, 'received'],
  ])('%o is said as %s %s', (facts, pump, kind) => {
    expect(chipOf(facts, pump, 0).kind).toBe(kind)
  })

  it('counts up while sending', () => {
    expect(chipOf({ ...none, here: 2 }, { ...START, step: 'push' }, 3)).toEqual({ kind: 'sending', count: 2, total: 3 })
  })
})
