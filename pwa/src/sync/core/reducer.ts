// The pump's mind: (state, event) → (state, effects). No clock, no network, no chance in here: a test plays any story.
import type { Failure, Problem } from '@/api/problem'

/** What stops a round: the network, the office, or this phone itself, when its storage is full or a part of the app did not load. */
export type Trouble = Failure | { kind: 'trouble'; name: string }

export type Step = 'hello' | 'push' | 'recover' | 'pull' | 'upload'
export type Reason = 'start' | 'visible' | 'online' | 'timer' | 'button' | 'commit'

export interface Effect {
  do: Step | 'wait'
  /** operations in a push */
  size?: number
  wait_ms?: number
}

export interface PumpState {
  /** what is being done now; null while resting */
  step: Step | null
  /** resting because: nothing to do, waiting after a failure, or held until a person acts */
  rest: 'done' | 'waiting' | 'sign_in' | 'held'
  online: boolean
  /** something happened meanwhile: begin again when this round is over */
  again: boolean
  failures: number
  batch: number
  most: number
  last_failure: Trouble | null
  /** why the office takes or gives nothing for now, such as a revoked device or an app that is too old */
  refused: Problem | null
  /** the recoveries of this round: a third would go round for ever */
  recoveries: number
}

export type PumpEvent =
  | { type: 'wake'; reason: Reason }
  | { type: 'went_offline' }
  | { type: 'greeted'; anomaly: boolean; most: number }
  | { type: 'pushed'; more: boolean; anomaly: boolean; took_ms: number }
  | { type: 'recovered' }
  | { type: 'pulled'; more: boolean; anomaly: boolean }
  | { type: 'uploaded'; more: boolean }
  | { type: 'failed'; failure: Trouble; chance: number }

export const START: PumpState = {
  step: null,
  rest: 'done',
  online: true,
  again: false,
  failures: 0,
  batch: 50,
  most: 500,
  last_failure: null,
  refused: null,
  recoveries: 0,
}

const MOST_RECOVERIES = 3
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 300_000

type Next = [PumpState, Effect[]]

export function reduce(state: PumpState, event: PumpEvent): Next {
  switch (event.type) {
    case 'wake':
      return wake(state, event.reason)
    case 'went_offline':
      return [{ ...state, online: false }, []]
    case 'greeted':
      return event.anomaly ? recover({ ...state, most: event.most }) : go({ ...state, most: event.most }, 'push')
    case 'pushed':
      return pushed(state, event)
    case 'recovered':
      return go(state, 'hello')
    case 'pulled':
      if (event.anomaly) return recover(state)
      return event.more ? go(state, 'pull') : go({ ...state, refused: null }, 'upload')
    case 'uploaded':
      return event.more ? go(state, 'upload') : finish(state)
    case 'failed':
      return failed(state, event.failure, event.chance)
  }
}

function go(state: PumpState, step: Step): Next {
  const effect: Effect = step === 'push' ? { do: step, size: Math.min(state.batch, state.most) } : { do: step }
  return [{ ...state, step }, [effect]]
}

function wake(state: PumpState, reason: Reason): Next {
  const online = reason === 'online' ? true : state.online
  if (state.step) return [{ ...state, online, again: state.again || reason !== 'timer' }, []]
  // new work does not cut a wait short; a person, a network or a look at the screen does
  if (state.rest === 'waiting' && reason === 'commit' && !onlyPhotosWait(state.last_failure))
    return [{ ...state, online }, []]
  if ((state.rest === 'sign_in' || state.rest === 'held') && reason === 'commit') return [{ ...state, online }, []]
  const failures = reason === 'timer' ? state.failures : 0
  return go({ ...state, online, failures, again: false, recoveries: 0 }, 'hello')
}

function pushed(state: PumpState, event: { more: boolean; anomaly: boolean; took_ms: number }): Next {
  if (event.anomaly) return recover(state)
  const batch = event.took_ms < 5_000 ? Math.min(state.most, state.batch + 10) : state.batch
  // a push that went well says nothing about the phone's own trouble, which may come again at a later step of the round
  const troubled = state.last_failure?.kind === 'trouble'
  const calm = troubled ? { ...state, batch } : { ...state, batch, failures: 0, last_failure: null }
  return event.more ? go(calm, 'push') : go(calm, 'pull')
}

function recover(state: PumpState): Next {
  if (state.recoveries >= MOST_RECOVERIES)
    return rest({ ...state, failures: state.failures + 1 }, 'waiting', LONGEST_WAIT_MS)
  return go({ ...state, recoveries: state.recoveries + 1 }, 'recover')
}

function finish(state: PumpState): Next {
  const calm: PumpState = {
    ...state,
    step: null,
    rest: 'done',
    online: true,
    failures: 0,
    last_failure: null,
    recoveries: 0,
  }
  return state.again ? go({ ...calm, again: false }, 'hello') : [calm, []]
}

function rest(state: PumpState, why: PumpState['rest'], wait_ms: number | null): Next {
  const resting: PumpState = { ...state, step: null, rest: why, again: false }
  return [resting, wait_ms === null ? [] : [{ do: 'wait', wait_ms }]]
}

function failed(state: PumpState, failure: Trouble, chance: number): Next {
  const failures = state.failures + 1
  const next = { ...state, failures, last_failure: failure, online: failure.kind !== 'offline' && state.online }
  if (isClosed(failure)) return refusal(next, chance)
  if (failure.kind === 'unauthenticated' || isOthersSession(failure)) return rest(next, 'sign_in', null)
  // a batch of long records may be more than the office takes at once: half of it is less
  const heavy = failure.kind === 'refused' && failure.problem.slug === 'too_large' && state.batch > 1
  if (failure.kind === 'forbidden' || (failure.kind === 'refused' && !heavy)) return refusal(next, chance)
  const slow = heavy || failure.kind === 'timeout' || failure.kind === 'offline'
  const batch = state.step === 'push' && slow ? Math.max(1, Math.floor(state.batch / 2)) : state.batch
  const least = failure.kind === 'busy' ? (failure.wait_seconds ?? 0) * 1000 : 0
  return rest({ ...next, batch }, 'waiting', Math.max(least, jitter(failures, chance)))
}

/** A blocked phone and somebody who left may hand in and read nothing (P35): signing in would not help. */
function isClosed(failure: Trouble): boolean {
  return (
    failure.kind === 'unauthenticated' &&
    (failure.problem.slug === 'device_revoked' || failure.problem.slug === 'account_closed')
  )
}

const NO_ROOM: ReadonlySet<string> = new Set(['storage_full', 'photo_quota', 'too_many_uploads'])

/** The office takes records but, for want of room, no photo for now. */
export function onlyPhotosWait(failure: Trouble | null): failure is Extract<Failure, { kind: 'busy' }> {
  return failure?.kind === 'busy' && NO_ROOM.has(failure.problem?.slug ?? '')
}

/** On a shared phone the browser's session may be a colleague's: signing in again is all it takes. */
function isOthersSession(failure: Trouble): boolean {
  return failure.kind === 'forbidden' && (failure.problem.slug === 'wrong_device' || failure.problem.slug === 'csrf')
}

/** A refused pull or upload must not keep work from being handed in; a refused push is tried again, slowly. */
function refusal(before: PumpState, chance: number): Next {
  const state = {
    ...before,
    refused: before.last_failure && 'problem' in before.last_failure ? before.last_failure.problem : null,
  }
  if (state.step === 'pull') return go(state, 'upload')
  return rest(state, 'held', Math.max(60_000, jitter(state.failures, chance)))
}

/** Full jitter: anywhere up to a limit that doubles, so that a county's phones do not come back as one. */
export function jitter(failures: number, chance: number): number {
  return Math.round(chance * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1)))
}
