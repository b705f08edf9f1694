// What the recorded check of a nozzle or a charging gun came to, read back from its measurements.
import type { Check } from '@/contract/entities'
import { absolute, compare, display, parse, type Rational } from '@/metrology/rationals'
import type { State } from '@/ui/state'
import { counts } from './checks'

export interface MeteredResult {
  /** the largest of the flow or load points, rounded to 0.01 % for reading; null where only something else was judged */
  error: string | null
  /** decimal text, as the rule that judged the error said */
  limit: string | null
  state: State
}

const ERRORS: { readonly [rule: string]: string } = {
  fuel_flow_point: 'mean_percent',
  fuel_dispenser_error: 'E_V_percent',
  ev_charger_operating_error: 'E_percent',
}

export function meteredResult(check: Check): MeteredResult | null {
  const judged = check.measurements.filter((one) => one.phone.verdict !== null)
  if (judged.length === 0) return null
  const found = judged.map((one) => counts(one.phone))
  const worst = (['refused', 'exceeds', 'within'] as const).find((one) => found.includes(one))
  const state = worst === 'exceeds' ? 'bad' : worst === 'within' ? 'ok' : 'stop'
  const of = judged.flatMap(({ rule, phone }) =>
    readable(phone.values[ERRORS[rule] ?? '']).map((error) => ({ error, limit: phone.values.mpe_percent })),
  )
  const [first, ...others] = of
  if (first === undefined) return judged.some((one) => ERRORS[one.rule]) ? null : { error: null, limit: null, state }
  const largest = others.reduce(
    (one, other) => (compare(absolute(other.error), absolute(one.error)) > 0 ? other : one),
    first,
  )
  const limit = typeof largest.limit === 'string' ? largest.limit.replace('±', '') : ''
  return { error: display(largest.error, 2), limit: readable(limit).length > 0 ? limit : null, state }
}

/** What another phone sent is shown only if it is a number. */
function readable(value: unknown): Rational[] {
  try {
    return [parse(value)]
  } catch {
    return []
  }
}
