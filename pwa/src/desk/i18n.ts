// The desk's words: message files by room, each key under its subject; English is fetched when it is chosen.
import { type Messages, makeWords } from '@/ui/language'
import ui from '@/ui/messages/zh-CN.json'

export const together = (files: Record<string, Messages>): Messages => Object.assign({}, ...Object.values(files))

export function makeDeskWords() {
  const chinese = import.meta.glob<Messages>('./messages/*.zh-CN.json', { eager: true, import: 'default' })
  return makeWords({ ...together(chinese), ui }, async () => (await import('./words-english')).default)
}
