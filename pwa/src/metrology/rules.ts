// Every rule by name, the inputs it knows, and `evaluate`, the one call the app makes.
import { bundled } from './bundled-editions.ts'
import { type Evaluation, Working } from './conclusion.ts'
import { Inputs } from './inputs.ts'
import { MetrologyProblem } from './problems.ts'
import * as amounts from './procedures/amounts.ts'
import * as evChargers from './procedures/ev-chargers.ts'
import * as fuelDispensers from './procedures/fuel-dispensers.ts'
import * as fuelStations from './procedures/fuel-stations.ts'
import * as rounding from './procedures/rounding.ts'
import * as spectacles from './procedures/spectacles.ts'
import * as weighing from './procedures/weighing.ts'
import type { Library } from './rulebook.ts'

interface Rule {
  readonly inputs: readonly string[]
  readonly run: (inputs: Inputs, working: Working) => void
  /** Kinds of instrument that have an edition of their own; the first is assumed when none is named. */
  readonly scopes?: readonly [string, ...string[]]
  /** The input that names the kind; `scale_kind` where a rule says nothing else. */
  readonly scopeInput?: string
}

export interface Options {
  readonly edition?: string | null
  readonly library?: Library
}

export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    'nawi_indication_error',
    { inputs: weighing.INDICATION_INPUTS, run: weighing.indicationError, scopes: weighing.SCALE_KINDS },
  ],
  [
    'nawi_repeatability',
    { inputs: weighing.REPEATABILITY_INPUTS, run: weighing.repeatability, scopes: weighing.SCALE_KINDS },
  ],
  ['fuel_dispenser_error', { inputs: fuelDispensers.ERROR_INPUTS, run: fuelDispensers.error }],
  ['fuel_dispenser_repeatability', { inputs: fuelDispensers.REPEATABILITY_INPUTS, run: fuelDispensers.repeatability }],
  ['spectacle_lens_power', { inputs: spectacles.LENS_INPUTS, run: spectacles.lensPower }],
  ['gbt8170_round', { inputs: rounding.ROUND_INPUTS, run: rounding.gbt8170Round }],
  ['price_computation', { inputs: amounts.SCALE_INPUTS, run: amounts.priceComputation, scopes: weighing.SCALE_KINDS }],
  ['fuel_dispenser_amount', { inputs: amounts.FUEL_INPUTS, run: amounts.fuelDispenserAmount }],
  ['fuel_flow_point', { inputs: fuelDispensers.FLOW_POINT_INPUTS, run: fuelDispensers.flowPoint }],
  ['fuel_station_fairness', { inputs: fuelStations.FAIRNESS_INPUTS, run: fuelStations.fairness }],
  [
    'ev_charger_operating_error',
    {
      inputs: evChargers.OPERATING_INPUTS,
      run: evChargers.operatingError,
      scopes: evChargers.CHARGER_KINDS,
      scopeInput: 'charger_kind',
    },
  ],
  [
    'ev_charger_clock_error',
    {
      inputs: evChargers.CLOCK_INPUTS,
      run: evChargers.clockError,
      scopes: evChargers.CHARGER_KINDS,
      scopeInput: 'charger_kind',
    },
  ],
  [
    'ev_charger_amount',
    {
      inputs: amounts.CHARGER_INPUTS,
      run: amounts.evChargerAmount,
      scopes: evChargers.CHARGER_KINDS,
      scopeInput: 'charger_kind',
    },
  ],
])

/**
 * Judges the readings by the edition named, else by the one in force on the date `on`; refuses by MetrologyProblem.
 * An edition named in the inputs counts as given; the option of the same name goes before it.
 */
export function evaluate(rule: string, inputs: unknown, on: string | null, options: Options = {}): Evaluation {
  const found = RULES.get(rule)
  if (found === undefined) throw new MetrologyProblem('rule_unknown', '/rule')
  const given = new Inputs(inputs)
  const { scopes, scopeInput = 'scale_kind' } = found
  given.only([...found.inputs, 'edition', ...(scopes === undefined ? [] : [scopeInput])])
  const scope = scopes === undefined ? null : given.choice(scopeInput, scopes, scopes[0])
  const named = options.edition ?? namedIn(given)
  const working = new Working(rule, (options.library ?? bundled()).choose(rule, { on, scope, named }))
  found.run(given, working)
  return working.conclude()
}

function namedIn(given: Inputs): string | null {
  if (!given.has('edition')) return null
  const name = given.require('edition')
  if (typeof name !== 'string') throw new MetrologyProblem('edition_unknown', '/inputs/edition')
  return name
}
