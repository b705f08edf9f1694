// The app fetches what the evaluators read (src/metrology/data.ts) as one precached file: numbers and words are no script.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const ROOM = fileURLToPath(new URL('../../server/metrology/', import.meta.url))
const KEPT = fileURLToPath(new URL('../node_modules/.metrology/', import.meta.url))

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOM, path), 'utf8'))

function folder(name: string): unknown[] {
  const names = readdirSync(join(ROOM, name)).filter((one) => one.endsWith('.json'))
  return names.sort().map((one) => read(join(name, one)))
}

export function metrologyData(): Plugin {
  return {
    name: 'hengjian:metrology-data',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('/src/metrology/data.ts')) return null
      const data = { editions: folder('rulebooks'), catalogues: folder('catalogue'), wording: read('wording.json') }
      mkdirSync(KEPT, { recursive: true })
      writeFileSync(join(KEPT, 'metrology.json'), JSON.stringify(data))
      return `import address from ${JSON.stringify(`${join(KEPT, 'metrology.json')}?url`)}
const answer = await fetch(address)
if (!answer.ok) throw new Error('the data of the measuring rules cannot be read')
export const { editions, catalogues, wording } = await answer.json()`
    },
  }
}
