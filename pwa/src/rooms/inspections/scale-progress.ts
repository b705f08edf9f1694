// How far a scale's procedure is: which reading is open, which step is half done, what was left out, and what looks like a slip.
import { absolute, compare, multiply, parse, rational, subtract } from '@/metrology/rationals'
import { finished, shifted } from './decimal-text'
import { judge } from './judging'
import {
  field,
  isMixed,
  loadOf,
  onDisplay,
  outField,
  questionOf,
  type Readings,
  type Scale,
  type Step,
  seamsOf,
  slotsOf,
  typed,
} from './scale-plan'

export interface Cell {
  step: Step
  slot: number
  name: 'I' | 'dL'
}

/** Every reading in the order of the procedure, without the steps left out. */
export function cellsOf(steps: readonly Step[], readings: Readings): Cell[] {
  const names = usesAdded(steps, readings) ? (['I', 'dL'] as const) : (['I'] as const)
  return steps
    .filter((step) => !readings[outField(step)])
    .flatMap((step) => slotsOf(step).flatMap((slot) => names.map((name) => ({ step, slot, name }))))
}

/** Without small weights there is no changeover point to find: then the zero was left out, and nowhere is ΔL typed. */
export function usesAdded(steps: readonly Step[], readings: Readings): boolean {
  const [zero] = steps
  if (zero?.kind === 'zero' && !readings[outField(zero)]) return true
  return steps.some((step) => slotsOf(step).some((slot) => Boolean(readings[field(step, slot, 'dL')])))
}

/** The next empty reading after this one, from the beginning when none follows; null when all are there. */
export function nextOpen(steps: readonly Step[], readings: Readings, after: Cell | null): Cell | null {
  const cells = cellsOf(steps, readings)
  const at = after === null ? -1 : cells.findIndex((one) => isSame(one, after))
  const round = [...cells.slice(at + 1), ...cells.slice(0, at + 1)]
  return round.find(({ step, slot, name }) => !readings[field(step, slot, name)]) ?? null
}

export function isSame(one: Cell, other: Cell): boolean {
  return one.step.key === other.step.key && one.slot === other.slot && one.name === other.name
}

/** How much of a step is read. ΔL is needed at zero, and elsewhere at each reading or at none. */
export function readAt(step: Step, readings: Readings): 'none' | 'some' | 'all' {
  const shown = slotsOf(step).map((slot) => typed(readings, step, slot, 'I'))
  const added = slotsOf(step).map((slot) => typed(readings, step, slot, 'dL'))
  if (shown.every((one) => one === null) && added.every((one) => one === null)) return 'none'
  const isShort = shown.includes(null) || isMixed(added) || (step.kind === 'zero' && added[0] === null)
  return isShort ? 'some' : 'all'
}

/** Steps that nobody read, by choice or because the officer stopped. */
export function leftOut(steps: readonly Step[], readings: Readings): Step[] {
  return steps.filter((step) => readings[outField(step)] || readAt(step, readings) === 'none')
}

/** Figures that make no judgement would be lost: they are completed, or the step is left out by name. */
export function halfDone(steps: readonly Step[], readings: Readings): Step | null {
  return steps.find((step) => !readings[outField(step)] && readAt(step, readings) === 'some') ?? null
}

export type Doubt = 'far' | 'added'
const FAR_IN_E = rational(10n)

/** A reading that is more likely a slip than a finding; it is said, and stops nobody. */
export function doubtOf(scale: Scale, step: Step, slot: number, readings: Readings): Doubt | null {
  const shown = typed(readings, step, slot, 'I')
  const added = typed(readings, step, slot, 'dL')
  const e = parse(scale.e)
  if (added !== null && compare(parse(added), e) > 0) return 'added'
  if (shown === null || shown === '') return null
  const inUnit = (text: string) => parse(shifted(text, scale.places))
  const off = absolute(subtract(inUnit(shown), inUnit(loadOf(step, readings))))
  return compare(off, multiply(e, FAR_IN_E)) > 0 ? 'far' : null
}

export interface ScalePoint {
  /** on the display */
  load: string
  error: string
  exceeds: boolean
  kind: Step['kind']
}

/** The error of each reading that has one, at its load. */
export function pointsOf(scale: Scale, steps: readonly Step[], readings: Readings, on: string): ScalePoint[] {
  return steps
    .filter((step) => !readings[outField(step)])
    .flatMap((step) =>
      slotsOf(step).flatMap((slot): ScalePoint[] => {
        const question = questionOf(scale, step, slot, readings)
        const [reason] = (question && judge(question, on).evaluation?.reasons) ?? []
        if (!reason) return []
        const { kind } = step
        return [{ load: loadOf(step, readings), error: reason.value, exceeds: reason.outcome === 'exceeds', kind }]
      }),
    )
}

export interface LimitBand {
  /** loads on the display */
  from: string
  to: string
  limit: string
}

/** The limit over the range, changing at its seams, as the evaluator gives it up to the end of each. */
export function bandsOf(scale: Scale, furthest: string, on: string): LimitBand[] {
  const end = scale.max === null ? furthest : onDisplay(scale, scale.max)
  const seams = seamsOf(scale).map((load) => onDisplay(scale, load))
  const ends = [...seams.filter((load) => compare(parse(load), parse(end)) < 0), end]
  return ends.flatMap((to, index) => {
    const limit = limitAt(scale, to, on)
    return limit === null ? [] : [{ from: ends[index - 1] ?? '0', to, limit }]
  })
}

/** The limit at a load, before anything is read there; null where none is known. */
export function limitAt(scale: Scale, load: string, on: string, kind: Step['kind'] = 'load'): string | null {
  const step: Step = { key: 'limit', kind, load: finished(load) ?? '0', slots: 1 }
  const asked = questionOf(scale, step, 0, {
    'limit.0.I': step.load,
    ...(kind === 'zero' ? { 'limit.0.dL': '0' } : {}),
  })
  return (asked && judge(asked, on).evaluation?.reasons[0]?.limit) ?? null
}
