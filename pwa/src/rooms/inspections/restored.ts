// A correction begins with what was recorded: readings and comparisons are brought back to the fields they were typed in.
import type { Check } from '@/contract/entities'
import { CLASS, chargerField, isLoadPoint, TARIFF } from './charger-plan'
import type { CheckDraft, DraftIdentity } from './check-draft'
import { shifted } from './decimal-text'
import { POINTS, type Point, runField } from './fuel-plan'
import type { Compared } from './identity'
import { EYES, lensField, lensTexts, PARTS, SIDES } from './lens'
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

/** That prices are the same at all hours is recorded nowhere, so a correction asks it again. */
export function withCharger(draft: CheckDraft, check: Check): CheckDraft {
  const texts = check.measurements.flatMap(({ rule, inputs }) =>
    Object.entries(CHARGER_TEXTS.get(rule)?.(inputs) ?? {}).flatMap(([field, typed]): [string, string][] =>
      typeof typed === 'string' || typeof typed === 'number' ? [[field, String(typed)]] : [],
    ),
  )
  return { ...draft, readings: { ...draft.readings, ...Object.fromEntries(texts) } }
}

type Inputs = { readonly [name: string]: unknown }

const CHARGER_TEXTS: ReadonlyMap<string, (inputs: Inputs) => Inputs> = new Map([
  ['ev_charger_operating_error', energyTexts],
  [
    'ev_charger_clock_error',
    ({ clock_error_s }: Inputs) => ({ [chargerField('clock', 'seconds')]: clock_error_s, [TARIFF]: 'time_of_use' }),
  ],
  [
    'ev_charger_amount',
    ({ unit_price, energy_kWh, shown_amount }: Inputs) => ({
      [chargerField('amount', 'price')]: unit_price,
      [chargerField('amount', 'energy')]: energy_kWh,
      [chargerField('amount', 'asked')]: shown_amount,
    }),
  ],
])

function energyTexts({ load_point, indicated_kWh, standard_kWh, accuracy_class }: Inputs): Inputs {
  if (typeof load_point !== 'string' || !isLoadPoint(load_point)) return {}
  return {
    [chargerField(load_point, 'shown')]: indicated_kWh,
    [chargerField(load_point, 'standard')]: standard_kWh,
    [CLASS]: accuracy_class,
  }
}

export function withLenses(draft: CheckDraft, check: Check): CheckDraft {
  const lenses = check.measurements.filter((one) => one.rule === 'spectacle_lens_power')
  const pairs = lenses.flatMap(({ inputs }, at) => {
    // older records do not say which eye it was: the right one was first
    const eye = EYES.find((one) => one === inputs.eye) ?? EYES[at] ?? 'left'
    return SIDES.flatMap((side) =>
      PARTS.flatMap((part) => lensTexts(lensField(eye, side, part), (inputs[side] as Texts | undefined)?.[part] ?? '')),
    )
  })
  return { ...draft, readings: { ...draft.readings, ...Object.fromEntries(pairs) } }
}

export function withIdentity(draft: CheckDraft, check: Check, compared: readonly Compared[]): CheckDraft {
  const pairs = compared.flatMap(({ key, field, expected }): [string, DraftIdentity][] => {
    const one = check.identity_checks.find((given) => given.field === field && given.expected === expected)
    return one ? [[key, { answer: one.answer, seen: one.seen ?? '', ...(one.bulk ? { bulk: true } : {}) }]] : []
  })
  return { ...draft, identity: Object.fromEntries(pairs) }
}
