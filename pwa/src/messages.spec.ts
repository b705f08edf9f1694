// Words: both languages say the same things, every key in use exists, and no Chinese stands in the code.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = dirname(fileURLToPath(import.meta.url))
type Messages = { [key: string]: string | Messages }

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

function flat(messages: Messages, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : flat(value, `${prefix}${key}.`),
  )
}

const all = walk(SRC)
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Messages
const folders = all.filter((path) => path.endsWith('/messages/zh-CN.json')).map((path) => dirname(path))
const name = (folder: string) => folder.split('/').at(-2) as string

describe.each(folders.map((folder) => [relative(SRC, folder), folder] as const))('%s', (_, folder) => {
  it('says the same in both languages', () => {
    const [chinese, english] = [read(join(folder, 'zh-CN.json')), read(join(folder, 'en.json'))]
    expect(flat(english).sort()).toEqual(flat(chinese).sort())
    const fields = (text: unknown) => [...String(text).matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()
    const at = (messages: Messages, key: string): unknown =>
      key.split('.').reduce<unknown>((here, part) => (here as Messages)[part], messages)
    const differing = flat(chinese).filter((key) => fields(at(chinese, key)).join() !== fields(at(english, key)).join())
    expect(differing).toEqual([])
  })
})

describe('the code of the phone', () => {
  const code = all.filter(
    (path) => /\/(app|ui|rooms|sync|database)\/.*\.(ts|vue)$/.test(path) && !path.endsWith('.spec.ts'),
  )
  const known = new Set(
    folders.flatMap((folder) => flat(read(join(folder, 'zh-CN.json'))).map((key) => `${name(folder)}.${key}`)),
  )

  it('uses only keys that exist', () => {
    const unknown = code.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/(?<![\w.])t\('([\w.-]+)'/g)]
        .map((found) => found[1] as string)
        .filter((key) => !known.has(key))
        .map((key) => `${relative(SRC, path)}: ${key}`),
    )
    expect(unknown).toEqual([])
  })

  it('has no words of its own', () => {
    const withoutComments = (text: string) => text.replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    const strays = code.filter((path) => /[\u4e00-\u9fff]/.test(withoutComments(readFileSync(path, 'utf8'))))
    expect(strays.map((path) => relative(SRC, path))).toEqual([])
  })
})
