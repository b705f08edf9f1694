// Runs the built judge, after building it when a source is newer. Prints nothing of its own.
import { readdir, stat } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

const TARGET = fileURLToPath(new URL('./dist/judge.js', import.meta.url))
const SOURCES = ['./main.ts', './lines.ts', './build.mjs', '../src/metrology/', '../../server/metrology/']

async function newest(url) {
  const path = fileURLToPath(url)
  const found = await stat(path)
  if (!found.isDirectory()) return found.mtimeMs
  const names = (await readdir(path, { recursive: true })).filter((name) => /\.(ts|json)$/.test(name))
  const times = await Promise.all(names.map(async (name) => (await stat(`${path}${name}`)).mtimeMs))
  return Math.max(0, ...times)
}

async function isFresh() {
  const built = await stat(TARGET).catch(() => undefined)
  if (built === undefined) return false
  const times = await Promise.all(SOURCES.map((source) => newest(new URL(source, import.meta.url))))
  return Math.max(...times) <= built.mtimeMs
}

if (!(await isFresh())) await (await import('./build.mjs')).buildJudge()
await import(pathToFileURL(TARGET).href)
