// Builds dist/app/sw.js after the bundle is written, with the list of files that the app (never the desk) needs offline.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { type Bundle, reachable } from './reachable.ts'

const SOURCE = fileURLToPath(new URL('../src/worker/service-worker.ts', import.meta.url))
const OF_THE_DESK = /\/src\/desk\/|\/node_modules\/(element-plus|@element-plus|echarts|zrender)\//

interface Precached {
  url: string
  revision: string | null
}

export function serviceWorker(options: { entry: string }): Plugin {
  let out = 'dist'
  return {
    name: 'hengjian:service-worker',
    apply: 'build',
    configResolved(config) {
      out = config.build.outDir
    },
    // writeBundle, not closeBundle: the latter also runs after a build that failed
    writeBundle: {
      sequential: true,
      order: 'post',
      async handler(_options, bundle) {
        const reach = reachable(bundle as unknown as Bundle, options.entry)
        const strangers = reach.modules.filter((id) => OF_THE_DESK.test(id))
        if (strangers.length > 0) throw new Error(`the app reaches modules of the desk:\n${strangers.join('\n')}`)
        await buildWorker(out, [...hashed(reach.files), ...revised(out)])
      },
    },
  }
}

function hashed(files: string[]): Precached[] {
  return files.map((file) => ({ url: `/${file}`, revision: null }))
}

/** The page itself and what stands beside it under /app/: names that stay, so each carries a revision. */
function revised(out: string): Precached[] {
  const icons = join(out, 'app/icons')
  const beside = existsSync(icons) ? readdirSync(icons).map((name) => `app/icons/${name}`) : []
  const manifest = existsSync(join(out, 'app/manifest.webmanifest')) ? ['app/manifest.webmanifest'] : []
  const page = { url: '/app/', revision: revisionOf(join(out, 'app/index.html')) }
  return [
    page,
    ...[...manifest, ...beside.sort()].map((file) => ({ url: `/${file}`, revision: revisionOf(join(out, file)) })),
  ]
}

function revisionOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)
}

async function buildWorker(out: string, precached: Precached[]): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __PRECACHE__: JSON.stringify(precached), 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: join(out, 'app'),
      emptyOutDir: false,
      target: ['chrome92', 'safari15.4'],
      lib: { entry: SOURCE, formats: ['iife'], name: 'sw', fileName: () => 'sw.js' },
    },
  })
}
