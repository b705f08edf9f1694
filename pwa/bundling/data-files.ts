// What is data and not script reaches the app as one precached file each: the numbers and words of the measuring rules
// (src/metrology/data.ts), and the app's words in either language (src/app/chinese.ts, src/app/english.ts).
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const METROLOGY = here('../../server/metrology')
const SOURCE = here('../src')
const KEPT = here('../.data-files')

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'))

function folder(name: string): unknown[] {
  const names = readdirSync(join(METROLOGY, name)).filter((one) => one.endsWith('.json'))
  return names.sort().map((one) => read(METROLOGY, name, one))
}

/** The messages of the app's rooms, each under the name of its room. */
function words(language: string): Record<string, unknown> {
  const rooms = readdirSync(join(SOURCE, 'rooms')).sort()
  const folders = ['ui', 'app', ...rooms.map((room) => `rooms/${room}`)]
  const file = (one: string) => join(SOURCE, one, 'messages', `${language}.json`)
  const spoken = folders.filter((one) => existsSync(file(one)))
  return Object.fromEntries(spoken.map((one) => [one.split('/').at(-1) ?? one, read(file(one))]))
}

interface DataModule {
  name: string
  data: () => unknown
  /** what the module exports, given an expression that fetches the data */
  exports: (fetched: string) => string
}

const later = (fetched: string): string => `export default () => ${fetched}`
const MODULES: { readonly [module: string]: DataModule } = {
  '/src/metrology/data.ts': {
    name: 'metrology',
    data: () => ({
      editions: folder('rulebooks'),
      catalogues: folder('catalogue'),
      wording: read(METROLOGY, 'wording.json'),
      recorded: (read(METROLOGY, 'recorded.json') as { rows: unknown }).rows,
      working_days: read(METROLOGY, 'working_days.json'),
      worksheets: (read(METROLOGY, 'worksheets.json') as { sheets: unknown }).sheets,
    }),
    exports: (fetched) =>
      `export const { editions, catalogues, wording, recorded, working_days, worksheets } = await ${fetched}`,
  },
  '/src/app/chinese.ts': { name: 'zh-CN', data: () => words('zh-CN'), exports: later },
  '/src/app/english.ts': { name: 'en', data: () => words('en'), exports: later },
}

export function dataFiles(): Plugin {
  return {
    name: 'hengjian:data-files',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      const module = Object.keys(MODULES).find((one) => id.endsWith(one))
      const found = module && MODULES[module]
      if (!found) return null
      mkdirSync(KEPT, { recursive: true })
      const path = join(KEPT, `${found.name}.json`)
      writeFileSync(path, JSON.stringify(found.data()))
      return `import address from ${JSON.stringify(`${path}?url`)}
async function fetched() {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(\`no data at \${address}\`)
  return answer.json()
}
${found.exports('fetched()')}`
    },
  }
}
