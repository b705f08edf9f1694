// Builds the judge into one plain JavaScript file, `judge/dist/judge.js`; written beside and renamed, so that two builds
// at once never leave half a file.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export const TARGET = here('./dist/judge.js')

export async function buildJudge() {
  const built = await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    build: {
      ssr: here('./main.ts'),
      target: 'node22',
      write: false,
      minify: false,
      rolldownOptions: { output: { format: 'es' } },
    },
  })
  const [{ code }] = [built].flat()[0].output
  await mkdir(here('./dist'), { recursive: true })
  const unfinished = `${TARGET}.${process.pid}`
  await writeFile(unfinished, code)
  await rename(unfinished, TARGET)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildJudge()
