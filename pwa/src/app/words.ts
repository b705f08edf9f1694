// The app's words: every room's messages under the room's name.
import { byFolder, type Messages, makeWords } from '@/ui/language'

export function makeAppWords() {
  const chinese = byFolder(
    import.meta.glob<Messages>(
      ['/src/ui/messages/zh-CN.json', '/src/app/messages/zh-CN.json', '/src/rooms/*/messages/zh-CN.json'],
      { eager: true, import: 'default' },
    ),
  )
  return makeWords(chinese, async () => (await import('./words-english')).default)
}
