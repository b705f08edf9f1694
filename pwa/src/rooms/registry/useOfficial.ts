// Words that become data of the ledger: Chinese, whatever language the phone speaks.
import { useI18n } from 'vue-i18n'

export function useOfficial(): (key: string, given?: Record<string, unknown>) => string {
  const { t } = useI18n()
  return (key, given = {}) => t(`registry.${key}`, given, { locale: 'zh-CN' })
}
