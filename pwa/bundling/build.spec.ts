// The real build, into a folder of its own: what the worker precaches is the app, whole, and not a byte of the desk.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, reachable } from './reachable'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = mkdtempSync(join(tmpdir(), 'hengjian-build-'))
let bundle: Bundle = {}
const keep: Plugin = {
  name: 'keep-bundle',
  writeBundle(_options, written) {
    bundle = written as unknown as Bundle
  },
}

const file = (path: string) => readFileSync(join(out, path), 'utf8')
const precached = (): string[] =>
  [...file('app/sw.js').matchAll(/url:\s*[`"']([^`"']+)[`"'],\s*revision:/g)].map((found) => found[1] as string)

beforeAll(async () => {
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: out, emptyOutDir: true },
    plugins: [keep],
  })
}, 120_000)
afterAll(() => rmSync(out, { recursive: true, force: true }))

describe('the build', () => {
  it('lists the page, its icons and every module it can reach, all of which exist', () => {
    const listed = precached()
    expect(listed).toContain('/app/')
    expect(listed).toContain('/app/manifest.webmanifest')
    const reached = reachable(bundle, 'app/index.html').files.map((name) => `/${name}`)
    expect(reached.filter((name) => !listed.includes(name))).toEqual([])
    expect(listed.filter((name) => name !== '/app/' && !existsSync(join(out, name)))).toEqual([])
    expect(listed.some((name) => name.endsWith('.wasm'))).toBe(existsSync(join(root, 'src/rooms/labels')))
  })

  it('has not a byte of the desk in the worker', () => {
    const desk = reachable(bundle, 'desk/index.html')
    const app = reachable(bundle, 'app/index.html')
    const only = desk.files.filter((name) => !app.files.includes(name)).map((name) => `/${name}`)
    expect(only.length).toBeGreaterThan(0)
    expect(precached().filter((name) => only.includes(name) || name.startsWith('/desk'))).toEqual([])
    expect(app.modules.filter((id) => /\/src\/desk\/|element-plus|echarts/.test(id))).toEqual([])
  })

  it('has pages without inline script or style, and no address of a third party in its styles', () => {
    for (const page of ['app/index.html', 'desk/index.html']) {
      expect(file(page)).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)/)
    }
    const styles = readdirSync(join(out, 'assets')).filter((name) => name.endsWith('.css'))
    expect(styles.filter((name) => /url\(\s*["']?(https?:)?\/\//.test(file(`assets/${name}`)))).toEqual([])
  })

  it('needs no evaluation of text as code', () => {
    const app = reachable(bundle, 'app/index.html').files.filter((name) => name.endsWith('.js'))
    expect(app.filter((name) => /new Function\(|[^.\w]eval\(/.test(file(name)))).toEqual([])
  })
})
