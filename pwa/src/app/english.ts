// All English of the app, fetched when it is chosen and precached for offline. A build fetches it as data, like the Chinese.
import { byFolder, type Messages } from '@/ui/language'

export default async (): Promise<Messages> =>
  byFolder(
    import.meta.glob<Messages>(
      ['/src/ui/messages/en.json', '/src/app/messages/en.json', '/src/rooms/*/messages/en.json'],
      { eager: true, import: 'default' },
    ),
  )
