// A failed request as a sentence for the person who asked.
import { useI18n } from 'vue-i18n'
import { type Failure, problemTitle } from '@/api/problem'

export function useFailure(): (failure: Failure) => string {
  const { t, locale } = useI18n()
  return (failure) => {
    if (!('problem' in failure) || !failure.problem?.title) return t(`account.failure.${failure.kind}`)
    const wait = failure.problem.facts.wait_seconds
    const title = problemTitle(failure.problem, locale.value)
    return typeof wait === 'number' && wait > 0 ? t('account.failure.with_wait', { title, seconds: wait }) : title
  }
}
