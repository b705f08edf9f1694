// All Chinese of the app, every room's messages under its name. A build fetches it as data (bundling/data-files.ts).
import { byFolder, type Messages } from '@/ui/language'

export default async (): Promise<Messages> =>
  byFolder(
    import.meta.glob<Messages>(
      ['/src/ui/messages/zh-CN.json', '/src/app/messages/zh-CN.json', '/src/rooms/*/messages/zh-CN.json'],
      { eager: true, import: 'default' },
    ),
  )
