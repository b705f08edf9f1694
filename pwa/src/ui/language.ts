// The two languages. Chinese is there from the start; English is fetched (offline too: it is precached) when it is chosen.
import { createI18n } from 'vue-i18n'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
export type Messages = { [key: string]: string | Messages }

const KEY = 'hengjian.language'
let words: ReturnType<typeof create> | null = null
let loadEnglish: () => Promise<Messages> = async () => ({})

function create(chinese: Messages) {
  return createI18n({
    legacy: false,
    locale: 'zh-CN' as string,
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': chinese } as Record<string, Messages>,
    missingWarn: import.meta.env?.DEV ?? false,
    fallbackWarn: false,
  })
}

/** Make the words of an entry: its Chinese at once, its English when asked for. */
export function makeWords(chinese: Messages, english: () => Promise<Messages>) {
  loadEnglish = english
  words = create(chinese)
  return words
}

export function language(): Language {
  return (words?.global.locale.value as Language | undefined) ?? 'zh-CN'
}

export function keptLanguage(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN'
  } catch {
    return 'zh-CN'
  }
}

export async function setLanguage(chosen: Language): Promise<void> {
  if (!words) return
  if (chosen === 'en' && !words.global.availableLocales.includes('en'))
    words.global.setLocaleMessage('en', await loadEnglish())
  words.global.locale.value = chosen
  document.documentElement.lang = chosen
  try {
    localStorage.setItem(KEY, chosen)
  } catch {
    // kept for this visit only
  }
}

/** `{'../rooms/sync/messages/zh-CN.json': {...}}` becomes `{sync: {...}}`: a folder's name is its prefix. */
export function byFolder(files: Record<string, Messages>): Messages {
  return Object.fromEntries(
    Object.entries(files).map(([path, messages]) => [path.split('/').at(-3) ?? path, messages] as const),
  )
}
