// `npm --prefix pwa run --silent judge`: the phone's evaluator on standard input and output, for operators and parity runs.
import { once } from 'node:events'
import { isCalendarDate } from '../src/metrology/dates.ts'
import { type JudgeOptions, judgeBytes } from '../src/metrology/judge.ts'
import { linesOf } from './lines.ts'

const USAGE = 'usage: judge [--on YYYY-MM-DD] [--full]  (JSON lines on standard input)\n'

function optionsFrom(given: readonly string[]): JudgeOptions {
  const options: { on?: string; full?: boolean } = {}
  const rest = [...given]
  while (rest.length > 0) {
    const [name = '', inline] = (rest.shift() ?? '').split('=')
    if (name === '--full' && inline === undefined) options.full = true
    else if (name === '--on') options.on = dateFrom(inline ?? rest.shift())
    else if (name === '--help' || name === '-h') leave(process.stdout, 0)
    else leave(process.stderr, 2)
  }
  return options
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
