// The judge: JSON lines `{rule, on, inputs}` in, one line `{basis, edition, problem, values, verdict}` out for each.
// The server's twin writes the same bytes.
import { asLine, type Evaluation, type Line } from './conclusion.ts'
import { isCalendarDate } from './dates.ts'
import { MetrologyProblem, membersOf, pointerTo } from './problems.ts'
import type { Library } from './rulebook.ts'
import { evaluate } from './rules.ts'
import { readLine, write } from './strict-json.ts'

const LINE_KEYS = ['rule', 'on', 'inputs']

export interface JudgeOptions {
  readonly on?: string | null
  readonly full?: boolean
  readonly library?: Library
}

interface Question {
  readonly rule: string
  readonly on: string | null
  readonly inputs: unknown
}

/** Judges one parsed line; what cannot be judged becomes a problem in the answer, never an exception. */
export function judgeLine(line: unknown, options: JudgeOptions = {}): Line | Evaluation {
  return answering(() => {
    const { rule, on, inputs } = questionOf(line, options.on ?? null)
    const evaluation = evaluate(rule, inputs, on, options)
    return options.full === true ? evaluation : asLine(evaluation)
  })
}

export function judgeBytes(raw: Uint8Array, options: JudgeOptions = {}): string {
  return write(answering(() => judgeLine(readLine(raw), options)))
}

function answering(judge: () => Line | Evaluation): Line | Evaluation {
  try {
    return judge()
  } catch (problem) {
    if (!(problem instanceof MetrologyProblem)) throw problem
    return { verdict: null, values: {}, edition: null, basis: null, problem: problem.asRecord() }
  }
}

function questionOf(line: unknown, otherwise: string | null): Question {
  const members = membersOf(line)
  if (members === undefined) throw new MetrologyProblem('line_not_object')
  for (const key of members.keys()) {
    if (!LINE_KEYS.includes(key)) throw new MetrologyProblem('line_key_unknown', pointerTo('', key))
  }
  const [rule, day, inputs] = LINE_KEYS.map((key) => members.get(key) ?? null)
  if (rule === null) throw new MetrologyProblem('rule_missing', '/rule')
  if (typeof rule !== 'string') throw new MetrologyProblem('rule_unknown', '/rule')
  const on = day ?? otherwise
  if (on !== null && !isCalendarDate(on)) throw new MetrologyProblem('date_invalid', '/on')
  if (inputs === null) throw new MetrologyProblem('inputs_missing', '/inputs')
  return { rule, on, inputs }
}
