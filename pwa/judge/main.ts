// `npm --prefix pwa run --silent judge`: the phone's evaluator on standard input and output, for operators and parity runs.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { isCalendarDate } from '../src/metrology/dates.ts'
import { type JudgeOptions, judgeBytes } from '../src/metrology/judge.ts'
import { readDocument } from '../src/metrology/strict-json.ts'
import { givenOverBundled } from '../src/metrology/succession.ts'
import { linesOf } from './lines.ts'

const USAGE = 'usage: judge [--on YYYY-MM-DD] [--full] [--editions FILE]…  (JSON lines on standard input)\n'

function optionsFrom(given: readonly string[]): JudgeOptions {
  const options: { -readonly [name in keyof JudgeOptions]: JudgeOptions[name] } = {}
  const files: string[] = []
  const rest = [...given]
  while (rest.length > 0) {
    const [name = '', inline] = (rest.shift() ?? '').split(/=(.*)/s)
    if (name === '--full' && inline === undefined) options.full = true
    else if (name === '--on') options.on = dateFrom(inline ?? rest.shift())
    else if (name === '--editions') files.push(inline ?? rest.shift() ?? leave(process.stderr, 2))
    else if (name === '--help' || name === '-h') leave(process.stdout, 0)
    else leave(process.stderr, 2)
  }
  if (files.length > 0) options.library = libraryOf(files)
  return options
}

/** The bundled editions with those of the files; what cannot be read ends the run and says why. */
function libraryOf(files: readonly string[]) {
  try {
    return givenOverBundled(files.map((file) => readDocument(readFileSync(file))))
  } catch (error) {
    process.stderr.write(`--editions: ${(error as Error).message}\n`)
    return leave(process.stderr, 2)
  }
}

function dateFrom(given: string | undefined): string {
  return isCalendarDate(given) ? given : leave(process.stderr, 2)
}

function leave(stream: NodeJS.WriteStream, code: number): never {
  stream.write(USAGE)
  process.exit(code)
}

async function judgeStandardInput(options: JudgeOptions): Promise<void> {
  for await (const line of linesOf(process.stdin)) {
    if (!process.stdout.write(`${judgeBytes(line, options)}\n`)) await once(process.stdout, 'drain')
  }
}

// A reader that has seen enough, such as `head`, closes the pipe; that is no error worth a trace.
process.stdout.on('error', () => process.exit(1))

await judgeStandardInput(optionsFrom(process.argv.slice(2)))
