// The words of this room for its pure writers, in a language of their choice: the record is Chinese whatever the phone speaks.
import { useI18n } from 'vue-i18n'
import { language } from '@/ui/language'
import type { Say, Teller } from './record-facts'

export function useTellers() {
  const { t } = useI18n()
  const inLanguage =
    (locale: string): Say =>
    (key, given = {}) =>
      t(`inspections.${key}`, given, { locale })
  const official: Teller = { say: inLanguage('zh-CN'), english: false }
  const beside = (): Teller | null => (language() === 'en' ? { say: inLanguage('en'), english: true } : null)
  return { official, beside, own: (): Teller => beside() ?? official }
}
