// What was not done of a scale's procedure, as one sentence in the note of its check: said, never hidden.
import type { Say } from './record-facts'
import { FALLING, loadOf, type Readings, type Scale, type Step } from './scale-plan'

/** The words of steps that nobody read; falling loads that nobody asked for are one of them. */
export function leftOutWords(scale: Scale, steps: readonly Step[], readings: Readings, say: Say): string[] {
  const words = steps.map((step) =>
    say(`measuring.left_out.${step.kind}`, { load: loadOf(step, readings), unit: scale.display }),
  )
  return readings[FALLING] ? words : [...words, say('measuring.left_out.falling')]
}

/** The note with this sentence instead of an earlier one. */
export function withLeftOut(note: string, items: readonly string[], say: Say): string {
  const sentence = (given: string) => say('measuring.left_out.sentence', { items: given })
  const [before = ''] = sentence('\n').split('\n')
  const own = note.split('\n').filter((line) => !line.startsWith(before))
  const said = items.length > 0 ? [sentence(items.join(say('record.list_mark')))] : []
  return [...own, ...said].filter((line) => line.trim() !== '').join('\n')
}
