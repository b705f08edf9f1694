// The direction of imports: app | desk > rooms > sync > database · api · contract > metrology | ui | kernel.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = dirname(fileURLToPath(import.meta.url))
const LAYER: Record<string, number> = {
  app: 4,
  desk: 4,
  rooms: 3,
  sync: 2,
  database: 1,
  api: 1,
  contract: 1,
  metrology: 0,
  ui: 0,
  kernel: 0,
}
/** neighbours that may know each other, one way */
const NEIGHBOURS = new Set(['database>contract', 'database>api', 'api>contract', 'ui>kernel', 'metrology>kernel'])

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

const files = walk(SRC).filter((path) => /\.(ts|vue)$/.test(path) && !/\.(spec|d)\.ts$/.test(path))
const place = (path: string) => relative(SRC, path).split('/')

function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/(?:from\s+|import\s+|import\()['"]([^'"]+)['"]/g)].map((found) => found[1] as string)
}

function target(path: string, name: string): string | null {
  if (name.startsWith('@/')) return join(SRC, name.slice(2))
  return name.startsWith('.') ? resolve(dirname(path), name) : null
}

function faults(path: string): string[] {
  const [layer = '', room = ''] = place(path)
  return importsOf(path).flatMap((name) => {
    const to = target(path, name)
    if (!to?.startsWith(SRC)) return []
    const [other = '', otherRoom = ''] = place(to)
    if (other === layer)
      return layer === 'rooms' && otherRoom !== room && !/\/queries(\.ts)?$/.test(to)
        ? [`${relative(SRC, path)} imports ${name}`]
        : []
    const allowed = (LAYER[layer] ?? -1) > (LAYER[other] ?? 9) || NEIGHBOURS.has(`${layer}>${other}`)
    return allowed ? [] : [`${relative(SRC, path)} imports ${name}`]
  })
}

describe('the house of the phone', () => {
  it('has no files outside its rooms', () => {
    expect(
      [...new Set(files.map((path) => place(path)[0]))].filter(
        (name) => !((name as string) in LAYER) && name !== 'worker',
      ),
    ).toEqual([])
  })

  it('imports one way', () => {
    expect(files.filter((path) => place(path)[0] !== 'worker').flatMap(faults)).toEqual([])
  })

  it('keeps the sync engine free of Vue, except where it is made for screens', () => {
    const strays = files.filter(
      (path) => place(path)[0] === 'sync' && !/\/use-[\w-]+\.ts$/.test(path) && importsOf(path).includes('vue'),
    )
    expect(strays.map((path) => relative(SRC, path))).toEqual([])
  })

  it('calls fetch in one place, and never from the pure core of sync', () => {
    const callers = files.filter(
      (path) =>
        /(?<![.\w])fetch\(/.test(readFileSync(path, 'utf8')) && !['worker', 'desk'].includes(place(path)[0] ?? ''),
    )
    expect(callers.map((path) => relative(SRC, path))).toEqual(['api/client.ts'])
    const impure = files.filter(
      (path) =>
        relative(SRC, path).startsWith('sync/core/') &&
        /Date\.now|Math\.random|indexedDB|navigator\./.test(readFileSync(path, 'utf8')),
    )
    expect(impure).toEqual([])
  })

  it('follows queries in one place, which knows how', () => {
    const callers = files.filter((path) => /\bliveQuery\(/.test(readFileSync(path, 'utf8')))
    expect(callers.map((path) => relative(SRC, path))).toEqual(['database/follow.ts'])
  })

  it('has no style attributes, which the CSP refuses, no raw HTML, and nothing that would clear the storage', () => {
    const code = files.map((path) => ({ name: relative(SRC, path), text: readFileSync(path, 'utf8') }))
    expect(
      code.filter(({ name, text }) => name.endsWith('.vue') && /<[^>]*\sstyle="/.test(text)).map(({ name }) => name),
    ).toEqual([])
    expect(code.filter(({ text }) => /v-html|innerHTML/.test(text)).map(({ name }) => name)).toEqual([])
    expect(
      code
        .filter(({ text }) => /deleteDatabase|Clear-Site-Data|outbox\.clear\(\)|Dexie\.delete/.test(text))
        .map(({ name }) => name),
    ).toEqual(['sync/recovery.ts'])
  })
})
