// Pairs of spectacles drawn at an optician: each a check of its own, told apart by the order it was made for.
import type { Check } from '@/contract/entities'
import type { Question } from './judging'
import { EYES, lensQuestion } from './lens'
import { type Readings, sheetQuestions, sheetsFor } from './worksheets'

export const PAIR_SHEETS = sheetsFor('spectacles', {})

const RULES: ReadonlySet<string> = new Set(['spectacle_lens_power', ...PAIR_SHEETS.map((one) => one.rule)])

export function isPair(check: Check): boolean {
  return check.target === 'premises' && check.measurements.some((one) => RULES.has(one.rule))
}

/** Of the identifier of a draft, the pair it is about; nothing where it is about something else. */
export function pairTopic(draft_id: string): string | undefined {
  return draft_id.split(':lens-')[1]
}

/** Everything the readings answer: lens by lens, then what is measured on the pair. */
export function pairQuestions(readings: Readings): Question[] {
  const lenses = EYES.map((eye) => lensQuestion(eye, readings)).filter((one) => one !== null)
  return [...lenses, ...sheetQuestions(PAIR_SHEETS, readings, {})]
}
