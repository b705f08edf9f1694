// Words the desk shows for codes of the wire: problems by slug, dates, validity.
import type { Composer } from 'vue-i18n'
import type { Problem } from './api'

/** What a person reads of a problem: our sentence for the slug, else the server's own title in the reader's language. */
export function sentenceOf(problem: Problem, i18n: Composer): string {
  const key = `problem.${problem.slug}`
  const seconds = Number(problem.body.wait_seconds ?? 0)
  if (i18n.te(key)) return i18n.t(key, { seconds })
  const title = i18n.locale.value === 'en' ? problem.body.title_en : problem.body.title
  return typeof title === 'string' ? title : i18n.t('problem.server_error')
}

/** An instant as the authority's clock shows it. */
export function atLocal(instant: string | null): string {
  if (!instant) return ''
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(instant))
  return parts
}

export type Validity = 'valid' | 'expiring' | 'overdue' | 'unknown' | 'stopped'

export const VALIDITY_TONE: Record<Validity, string> = {
  valid: 'ok',
  expiring: 'warn',
  overdue: 'bad',
  unknown: 'stop',
  stopped: 'stop',
}

/** The state of a verification on a date; 30 days before the end it is 即将到期. */
export function validityOf(validUntil: string | null, state: string, today: string): Validity {
  if (state === 'stopped') return 'stopped'
  if (!validUntil) return 'unknown'
  if (validUntil < today) return 'overdue'
  const soon = new Date(`${today}T00:00:00Z`)
  soon.setUTCDate(soon.getUTCDate() + 30)
  return validUntil <= soon.toISOString().slice(0, 10) ? 'expiring' : 'valid'
}

export function todayLocal(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
}
