// All English of the app, in a chunk of its own: fetched when chosen, precached for offline.
import { byFolder, type Messages } from '@/ui/language'

export default byFolder(
  import.meta.glob<Messages>(
    ['/src/ui/messages/en.json', '/src/app/messages/en.json', '/src/rooms/*/messages/en.json'],
    {
      eager: true,
      import: 'default',
    },
  ),
)
