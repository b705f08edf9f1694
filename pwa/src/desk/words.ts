// Words for codes of the wire, dates as the authority's clock shows them, and the shapes of states.
import { useI18n } from 'vue-i18n'
import { daysBetween, LEGAL_TIMEZONE, legalDate, legalTime } from '@/kernel/clock'
import { language } from '@/ui/language'
import type { State } from '@/ui/state'
import type { FieldError, Problem } from './api'

/** The one of two texts that the reader reads. */
export const either = (chinese: string, english: string | null | undefined): string =>
  language() === 'en' && english ? english : chinese

export function useWords() {
  const { t, te } = useI18n()

  /** What a person reads of a problem: our sentence for the slug, else the server's own title. */
  function sentenceOf(problem: Problem): string {
    const key = `problem.${problem.slug}`
    if (te(key)) return t(key, { seconds: Number(problem.body.wait_seconds ?? problem.body.retry_after ?? 0) })
    const { title, title_en: english, message, message_en: messageEnglish } = problem.body as Record<string, string>
    if (message) return either(message, messageEnglish)
    return title ? either(title, english) : t('problem.server_error')
  }

  const fieldOf = (error: FieldError): string => fieldName(error.pointer.split('/').filter(Boolean).at(-1) ?? '')

  const fieldName = (name: string): string => (te(`field.${name}`) ? t(`field.${name}`) : name)

  /** A word of a list of words, or the code itself where a newer server knows more than this page. */
  const word = (list: string, code: string | null | undefined): string =>
    code === null || code === undefined ? '—' : te(`${list}.${code}`) ? t(`${list}.${code}`) : code

  return { t, te, sentenceOf, fieldOf, fieldName, word }
}

/** An instant, to the minute: 2026-11-23 10:20. */
export function atLocal(instant: string | null | undefined): string {
  if (!instant) return '—'
  const at = Date.parse(instant)
  return `${legalDate(at)} ${legalTime(at)}`
}

/** A label's code as it is printed: three groups of four. */
export const inGroups = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-')

export const todayLocal = (): string => legalDate(Date.now())

/** How an instant stands to today: the time today, else how many days ago. */
export function ageOf(instant: string): { days: number; time: string } {
  const at = Date.parse(instant)
  return { days: daysBetween(legalDate(at), todayLocal()), time: legalTime(at) }
}

export const weekday = (): string =>
  new Intl.DateTimeFormat(language(), { timeZone: LEGAL_TIMEZONE, weekday: 'long' }).format(Date.now())

export type Validity = 'valid' | 'expiring' | 'overdue' | 'unknown' | 'stopped'

export const VALIDITY_STATE: Readonly<Record<Validity, State>> = {
  valid: 'ok',
  expiring: 'warn',
  overdue: 'bad',
  unknown: 'stop',
  stopped: 'stop',
}

export const CONCLUSION_STATE: Readonly<Record<string, State>> = {
  conforming: 'ok',
  nonconforming: 'bad',
  inconclusive: 'warn',
  not_checked: 'stop',
}
