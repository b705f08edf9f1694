// The app's words: every room's messages under the room's name.
import { byFolder, type Messages, makeWords } from '@/ui/language'

export function makeAppWords() {
  const chinese = byFolder(
    import.meta.glob<Messages>(
      ['/src/ui/messages/zh-CN.json', '/src/app/messages/zh-CN.json', '/src/rooms/*/messages/zh-CN.json'],
      { eager: true, import: 'default' },
    ),
  )
  return makeWords(chinese, english)
}

/** All English of the app: files that are fetched when it is chosen, precached like the rest for offline. */
async function english(): Promise<Messages> {
  const files = import.meta.glob<string>(
    ['/src/ui/messages/en.json', '/src/app/messages/en.json', '/src/rooms/*/messages/en.json'],
    { eager: true, query: '?url', import: 'default' },
  )
  const read = async ([path, url]: [string, string]): Promise<[string, Messages]> => [
    path,
    await (await fetch(url)).json(),
  ]
  return byFolder(Object.fromEntries(await Promise.all(Object.entries(files).map(read))))
}
