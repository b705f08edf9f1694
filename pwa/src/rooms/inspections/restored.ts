// A correction begins with what was recorded: readings and comparisons are brought back to the fields they were typed in.
import type { Check } from '@/contract/entities'
import type { CheckDraft, DraftIdentity } from './check-draft'
import { shifted } from './decimal-text'
import { POINTS, type Point, runField } from './fuel-plan'
import type { Compared } from './identity'
import { EYES, lensField, PARTS, SIDES } from './lens'
import type { Scale } from './scale-plan'

type Texts = { [field: string]: string }

export function withQuickReading(draft: CheckDraft, check: Check, scale: Scale | null, field: string): CheckDraft {
  const typed = check.measurements.find((one) => one.rule === 'nawi_indication_error')?.inputs.indication_I
  return scale && typeof typed === 'string'
    ? { ...draft, readings: { ...draft.readings, [field]: shifted(typed, -scale.places) } }
    : draft
}

export function withRuns(draft: CheckDraft, check: Check): CheckDraft {
  const runs = check.measurements.filter((one) => one.rule === 'fuel_dispenser_error').map((one) => one.inputs)
  const points = check.measurements.filter((one) => one.rule === 'fuel_flow_point').map((one) => one.inputs)
  const pairs = [
    ...runPairs(runs, 'Q1'),
    ...points.flatMap(({ flow_point, runs }) =>
      runPairs(Array.isArray(runs) ? (runs as Texts[]) : [], POINTS.find((one) => one === flow_point) ?? 'Q1'),
    ),
  ]
  return { ...draft, readings: { ...draft.readings, ...Object.fromEntries(pairs) } }
}

const RUN_NAMES = { V_J: 'V_J_L', V_B: 'V_B20_L', t_J: 't_J_C', t_B: 't_B_C' } as const

function runPairs(runs: readonly { [name: string]: unknown }[], point: Point): [string, string][] {
  return runs.flatMap((run, at) =>
    Object.entries(RUN_NAMES).map(([short, long]): [string, string] => [
      runField(at, short as keyof typeof RUN_NAMES, point),
      String(run[long] ?? ''),
    ]),
  )
}

export function withLenses(draft: CheckDraft, check: Check): CheckDraft {
  const lenses = check.measurements.filter((one) => one.rule === 'spectacle_lens_power')
  const pairs = lenses.flatMap(({ inputs }, at) =>
    SIDES.flatMap((side) =>
      PARTS.map((part): [string, string] => [
        lensField(EYES[at] ?? 'left', side, part),
        (inputs[side] as Texts | undefined)?.[part] ?? '',
      ]),
    ),
  )
  return { ...draft, readings: { ...draft.readings, ...Object.fromEntries(pairs) } }
}

export function withIdentity(draft: CheckDraft, check: Check, compared: readonly Compared[]): CheckDraft {
  const pairs = compared.flatMap(({ key, field, expected }): [string, DraftIdentity][] => {
    const one = check.identity_checks.find((given) => given.field === field && given.expected === expected)
    return one ? [[key, { answer: one.answer, seen: one.seen ?? '', ...(one.bulk ? { bulk: true } : {}) }]] : []
  })
  return { ...draft, identity: Object.fromEntries(pairs) }
}
