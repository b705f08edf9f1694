// Price-computing scales under the new regime: whether one must conform yet, and whether it does (JJG 1204-2025).
import type { Working } from '../conclusion.ts'
import type { Inputs } from '../inputs.ts'
import { MetrologyProblem } from '../problems.ts'
import { rational } from '../rationals.ts'

const STATES = ['present', 'absent']
const ANSWERS = ['yes', 'no']
// 三码一封 and the identification of the software.
const MARKS = ['production_code', 'repair_code', 'verification_code', 'seal', 'software_id']
const NOT_LOOKED_UP = 'not_looked_up'
const LOOKUPS = ['matches', 'differs', 'not_found', NOT_LOOKED_UP]

export const REGIME_INPUTS: readonly string[] = ['purchased_on', 'networked', ...MARKS, 'platform_lookup_result']

/** Until the day it must conform, what a scale lacks is information and no verdict. */
export function newRegime(inputs: Inputs, working: Working): void {
  const on = working.judgedOn()
  const due = dueOn(inputs, working, on)
  const states = MARKS.map((mark) => [mark, inputs.choice(mark, STATES)] as const)
  const lookup = inputs.choice('platform_lookup_result', LOOKUPS, NOT_LOOKED_UP)
  for (const [mark, state] of states) working.state(mark, state, 'present', state === 'present')
  // Without a network the platform cannot be asked, which proves nothing for or against the scale.
  if (lookup === NOT_LOOKED_UP) working.screening = true
  else working.state('platform_lookup_result', lookup, 'matches', lookup === 'matches')
  const isLacking = lookup === 'differs' || lookup === 'not_found'
  const lacking = states.filter(([, state]) => state === 'absent').length + (isLacking ? 1 : 0)
  working.count('lacking_count', 'n(absent) + n(differs, not_found)', rational(BigInt(lacking)))
  working.answer('must_conform', 'on ≥ due_on', on >= due)
  if (on < due) working.word = 'value'
}

/** A scale whose day of purchase is unknown counts as one that was there before. */
function dueOn(inputs: Inputs, working: Working, on: string): string {
  const networked = inputs.choice('networked', ANSWERS)
  const purchased = inputs.has('purchased_on') ? inputs.dateText('purchased_on') : null
  if (purchased !== null && purchased > on) throw new MetrologyProblem('date_after_judgement', '/inputs/purchased_on')
  let name = networked === 'yes' ? 'networked_from' : 'all_from'
  if (purchased !== null && purchased >= working.editionDay('newly_bought_from')) name = 'newly_bought_from'
  const due = working.editionDay(name)
  working.report('due_on', name, due, '')
  return due
}
