// A correction of a scale begins with the readings that were recorded, also by the procedure as it was before.
import type { Check, Measurement } from '@/contract/entities'
import {
  add,
  compare,
  divide,
  exactOr12Digits,
  multiply,
  parse,
  type Rational,
  rational,
  subtract,
} from '@/metrology/rationals'
import type { CheckDraft } from './check-draft'
import { shifted } from './decimal-text'
import {
  FALLING,
  field,
  guidedSteps,
  loadField,
  onDisplay,
  outField,
  POSITIONS,
  QUICK_READING,
  type Readings,
  type Scale,
  type Step,
  TRACKING,
} from './scale-plan'

export function withScale(draft: CheckDraft, check: Check, scale: Scale | null): CheckDraft {
  const measured = check.measurements.filter((one) => one.rule.startsWith('nawi_'))
  if (!scale || measured.length === 0) return draft
  const [only] = measured
  const isQuick =
    measured.length === 1 && only?.rule === 'nawi_indication_error' && only.inputs.additional_dL === undefined
  const readings =
    isQuick && only ? { [QUICK_READING]: display(scale, only.inputs.indication_I) } : guided(scale, measured)
  return { ...draft, readings: { ...draft.readings, ...readings } }
}

function guided(scale: Scale, measured: readonly Measurement[]): Readings {
  const all = measured.filter((one) => one.rule === 'nawi_indication_error')
  const down = all.filter((one) => one.inputs.loading === 'falling')
  const loads = all.filter((one) => !down.includes(one))
  const falling: Readings = down.length > 0 ? { [FALLING]: 'yes' } : {}
  const zero =
    measured.find((one) => one.rule === 'nawi_zero_accuracy') ?? loads.find((one) => isZero(one.inputs.load_L))
  const corner = measured.find((one) => one.rule === 'nawi_eccentricity')
  const repeat = measured.find((one) => one.rule === 'nawi_repeatability')
  const tracking: Readings = zero && !isZero(zero.inputs.load_L ?? '0') ? { [TRACKING]: 'yes' } : {}
  const plan = (found: Readings) => guidedSteps(scale, found)
  const { placed, over } = placeLoads(
    scale,
    plan({}),
    loads.filter((one) => one !== zero),
  )
  const old = corner ? [] : inOrderOfNow(over)
  const count = corner ? texts(corner.inputs.indications).length : old.length
  const positions: Readings = count > 4 ? { [POSITIONS]: String(count) } : {}
  const steps = plan({ ...tracking, ...positions, ...falling })
  const taken_off = placeLoads(scale, steps, down, 'down').placed
  const at = (key: string) => steps.find((step) => step.key === key) as Step
  const found: Readings = {
    ...tracking,
    ...positions,
    ...falling,
    ...placed,
    ...taken_off,
    ...(zero ? reading(scale, at('zero'), 0, zero.inputs.indication_I, zero.inputs.additional_dL) : {}),
    ...Object.assign(
      {},
      ...old.map(({ inputs }, slot) => reading(scale, at('corner'), slot, inputs.indication_I, inputs.additional_dL)),
    ),
    ...(old[0] ? loadChanged(scale, at('corner'), old[0]) : {}),
    ...(corner ? { ...cornerTexts(scale, at('corner'), corner), ...loadChanged(scale, at('corner'), corner) } : {}),
    ...(repeat
      ? { ...repeatTexts(scale, at('repeat'), repeat, measured), ...loadChanged(scale, at('repeat'), repeat) }
      : {}),
  }
  // what was not measured then stays left out until somebody says otherwise
  const absent = steps.filter((step) => found[field(step, 0, 'I')] === undefined)
  return { ...found, ...Object.fromEntries(absent.map((step) => [outField(step), 'yes'])) }
}

/** Loads to the steps that ask for them; those that no step asks for to the steps left, with the load that was used. */
function placeLoads(scale: Scale, steps: readonly Step[], loads: readonly Measurement[], kind: Step['kind'] = 'load') {
  const free = steps.filter((step) => step.kind === kind)
  const corner = steps.find((step) => step.kind === 'corner')
  const placed: Readings = {}
  const over: Measurement[] = []
  const others: Measurement[] = []
  const put = (step: Step, one: Measurement) =>
    Object.assign(
      placed,
      reading(scale, step, 0, one.inputs.indication_I, one.inputs.additional_dL),
      loadChanged(scale, step, one),
    )
  for (const one of loads) {
    const load = onDisplay(scale, String(one.inputs.load_L))
    const at = free.findIndex((step) => step.load === load)
    if (at >= 0) put(free.splice(at, 1)[0] as Step, one)
    else
      (corner?.load === load || loads.filter(({ inputs }) => inputs.load_L === one.inputs.load_L).length > 1
        ? over
        : others
      ).push(one)
  }
  for (const one of others) {
    const step = free.shift()
    if (step) put(step, one)
  }
  return { placed, over }
}

/** Corners were once five readings that began at the centre; the centre now comes last. */
function inOrderOfNow(over: readonly Measurement[]): Measurement[] {
  const [centre, ...quarters] = over
  return centre && quarters.length === 4 ? [...quarters, centre] : over.slice(0, 4)
}

function cornerTexts(scale: Scale, step: Step, { inputs }: Measurement): Readings {
  const added = texts(inputs.additional_dLs)
  return Object.assign(
    {},
    ...texts(inputs.indications).map((shown, slot) => reading(scale, step, slot, shown, added[slot])),
  )
}

/**
 * Recorded are the values before rounding. The display shows whole intervals, so each stands for one indication and
 * one sum of added weights; without them it is the indication itself.
 */
function repeatTexts(scale: Scale, step: Step, one: Measurement, all: readonly Measurement[]): Readings {
  const isPlain = one.screening || !all.some(({ inputs }) => 'additional_dL' in inputs || 'additional_dLs' in inputs)
  return Object.assign(
    {},
    ...texts(one.inputs.P_values).map((value, slot) => {
      if (isPlain) return reading(scale, step, slot, value, undefined)
      const shown = nearestInterval(parse(value), parse(scale.e))
      const added = subtract(add(shown, divide(parse(scale.e), rational(2n))), parse(value))
      return reading(scale, step, slot, exactOr12Digits(shown), exactOr12Digits(added))
    }),
  )
}

/** The interval whose changeovers lie around a value; exactly between two, the lower. */
function nearestInterval(value: Rational, e: Rational): Rational {
  const { numerator, denominator } = divide(subtract(value, divide(e, rational(2n))), e)
  const down = numerator / denominator - (numerator < 0n && numerator % denominator !== 0n ? 1n : 0n)
  const up = numerator % denominator === 0n ? down : down + 1n
  return multiply(e, rational(up))
}

function reading(scale: Scale, step: Step, slot: number, shown: unknown, added: unknown): Readings {
  return {
    [field(step, slot, 'I')]: display(scale, shown),
    ...(typeof added === 'string' ? { [field(step, slot, 'dL')]: added } : {}),
  }
}

function loadChanged(scale: Scale, step: Step, { inputs }: Measurement): Readings {
  const load = onDisplay(scale, String(inputs.load_L ?? '0'))
  return load === step.load ? {} : { [loadField(step)]: load }
}

function display(scale: Scale, text: unknown): string {
  return typeof text === 'string' ? shifted(text, -scale.places) : ''
}

function isZero(load: unknown): boolean {
  return typeof load === 'string' && compare(parse(load), parse('0')) === 0
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : []
}
