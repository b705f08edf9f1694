// Names of quantities, rules and choices as the rulebooks word them, in the reader's language or in a given one.
import { useI18n } from 'vue-i18n'
import { wording } from '@/metrology/data'
import { language } from '@/ui/language'

export function named(group: string, name: string, english = language() === 'en'): string {
  const words = wording[group]?.[name]
  return (english ? words?.title_en : words?.title) ?? name
}

/** A thing that brings its own words. */
export function titled({ title, title_en }: { title?: string; title_en?: string }): string {
  return (language() === 'en' ? title_en : title) ?? ''
}

/** A unit as it is read: counts have none, money has its word. */
export function useUnits(): (unit: string) => string {
  const { t } = useI18n()
  return (unit) => (unit === '1' ? '' : unit.replace('CNY', t('inspections.verdict.yuan')))
}
