// Why nothing moves for now, in a sentence: for the page of the sync and for whoever pulls a list down.
import { problemTitle } from '@/api/problem'
import { onlyPhotosWait, type PumpState } from '@/sync/core/reducer'

type Say = (key: string, values?: Record<string, unknown>) => string

/** Asked again, the server is not yet known to have changed its mind: the way to sign in stays under the thumb. */
export function asksSignIn(pump: PumpState): boolean {
  return pump.rest === 'sign_in' && (!pump.step || pump.step === 'hello')
}

/** The sentence, or nothing while work goes on or is done. */
export function pauseOf(pump: PumpState, t: Say, locale: string): string {
  if (asksSignIn(pump)) return t('sync.pause.sign_in')
  if (pump.step) return ''
  if (!pump.online) return t('sync.pause.offline')
  if (pump.refused?.title) return problemTitle(pump.refused, locale)
  const last = pump.last_failure
  if (!last || pump.rest === 'done') return ''
  if (onlyPhotosWait(last) && last.problem?.title) return problemTitle(last.problem, locale)
  return t(`sync.pause.${last.kind}`, { name: last.kind === 'trouble' ? last.name : '' })
}
