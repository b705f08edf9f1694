// A reviewer's comment hangs on a path of the record; people read the place it means.
import { useI18n } from 'vue-i18n'
import type { Checklist } from '@/contract/entities'
import { useLiveQuery } from '@/database/live-query'
import { record } from '@/sync/records'
import { checklistsOf, checksOf } from './queries'
import { itemOf, placeWord } from './record-facts'
import { useTellers } from './useSay'

interface Known {
  checklists: Checklist[]
  checks: { id: string; check: Parameters<typeof itemOf>[1]; title: string }[]
}

export function useCommentPlaces(id: () => string): (path: string) => string {
  const { t, te } = useI18n()
  const { own } = useTellers()
  const { data } = useLiveQuery(async (database): Promise<Known> => {
    const [checklists, checks] = await Promise.all([checklistsOf(database), checksOf(database, id())])
    const titled = checks.map(async ({ id, state }) => {
      const place = state.premises_id ? await record(database, 'premises', state.premises_id) : undefined
      return { id, check: state, title: place ? placeWord(place.state) : '' }
    })
    return { checklists, checks: await Promise.all(titled) }
  }, id)

  return (path) => {
    const parts = path.split('/').filter((one) => one !== '')
    const found = data.value?.checks.find((one) => parts.includes(one.id))
    const item =
      found && parts.map((part) => itemOf(data.value?.checklists ?? [], found.check, part)).find((one) => one !== null)
    if (found) return [found.title, (own().english ? item?.text_en : item?.text) ?? ''].filter(Boolean).join(' ')
    const key = `inspections.comment.${parts[0] ?? 'whole'}`
    return te(key) ? t(key) : t('inspections.comment.whole')
  }
}
