// The desk's English, a file of its own so that Chinese readers never fetch it.
import type { Messages } from '@/ui/language'
import ui from '@/ui/messages/en.json'
import { together } from './i18n'

const files = import.meta.glob<Messages>('./messages/*.en.json', { eager: true, import: 'default' })

export default { ...together(files), ui }
