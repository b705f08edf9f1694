// Every rule by name, the inputs it knows, and `evaluate`, the one call the app makes.
import { bundled } from './bundled-editions.ts'
import { type Evaluation, Working } from './conclusion.ts'
import { Inputs } from './inputs.ts'
import { MetrologyProblem } from './problems.ts'
import * as amounts from './procedures/amounts.ts'
import * as assembledSpectacles from './procedures/assembled-spectacles.ts'
import * as deadlines from './procedures/deadlines.ts'
import * as evChargers from './procedures/ev-chargers.ts'
import * as focimeters from './procedures/focimeters.ts'
import * as fuelDispensers from './procedures/fuel-dispensers.ts'
import * as fuelStations from './procedures/fuel-stations.ts'
import * as instruments from './procedures/instruments.ts'
import * as prepackageLots from './procedures/prepackage-lots.ts'
import * as prepackageMarking from './procedures/prepackage-marking.ts'
import * as prepackageMeasures from './procedures/prepackage-measures.ts'
import * as prepackages from './procedures/prepackages.ts'
import * as retail from './procedures/retail.ts'
import * as rounding from './procedures/rounding.ts'
import * as scaleChecks from './procedures/scale-checks.ts'
import * as scaleRegime from './procedures/scale-regime.ts'
import * as spectacles from './procedures/spectacles.ts'
import * as weighing from './procedures/weighing.ts'
import * as recorded from './recorded.ts'
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
  ['working_day_deadline', { inputs: deadlines.DEADLINE_INPUTS, run: deadlines.workingDayDeadline }],
  ['mediation_limit', { inputs: deadlines.MEDIATION_INPUTS, run: deadlines.mediationLimit }],
  ['instrument_mandatory_status', { inputs: instruments.STATUS_INPUTS, run: instruments.mandatoryStatus }],
  ['verification_due', { inputs: instruments.DUE_INPUTS, run: instruments.verificationDue }],
  ['retail_weighing_shortage', { inputs: retail.WEIGHING_INPUTS, run: retail.weighingShortage }],
  ['retail_gold', { inputs: retail.GOLD_INPUTS, run: retail.gold }],
  ['net_quantity_T', { inputs: prepackages.T_INPUTS, run: prepackages.tolerableDeficiency }],
  ['net_quantity_single', { inputs: prepackages.SINGLE_INPUTS, run: prepackages.single }],
  ['net_quantity_lot', { inputs: prepackageLots.LOT_INPUTS, run: prepackageLots.lot }],
  ['net_quantity_lot_summary', { inputs: prepackageLots.SUMMARY_INPUTS, run: prepackageLots.lotSummary }],
  ['net_quantity_marking', { inputs: prepackageMarking.MARKING_INPUTS, run: prepackageMarking.marking }],
  [
    'spectacle_optical_centre_distance',
    { inputs: assembledSpectacles.CENTRE_INPUTS, run: assembledSpectacles.opticalCentreDistance },
  ],
  ['spectacle_prism', { inputs: spectacles.PRISM_INPUTS, run: spectacles.prism }],
  [
    'spectacle_vertical_difference',
    { inputs: assembledSpectacles.VERTICAL_INPUTS, run: assembledSpectacles.verticalDifference },
  ],
  [
    'ready_made_centre_distance',
    { inputs: assembledSpectacles.READY_MADE_INPUTS, run: assembledSpectacles.readyMadeCentreDistance },
  ],
  ['focimeter_error', { inputs: focimeters.ERROR_INPUTS, run: focimeters.error }],
  ['focimeter_zero', { inputs: focimeters.ZERO_INPUTS, run: focimeters.zero }],
  [
    'nawi_zero_accuracy',
    { inputs: scaleChecks.ACCURACY_INPUTS, run: scaleChecks.zeroAccuracy, scopes: weighing.SCALE_KINDS },
  ],
  [
    'nawi_tare_accuracy',
    { inputs: scaleChecks.ACCURACY_INPUTS, run: scaleChecks.tareAccuracy, scopes: weighing.SCALE_KINDS },
  ],
  [
    'nawi_eccentricity',
    { inputs: scaleChecks.ECCENTRICITY_INPUTS, run: scaleChecks.eccentricity, scopes: weighing.SCALE_KINDS },
  ],
  [
    'nawi_discrimination',
    { inputs: scaleChecks.DISCRIMINATION_INPUTS, run: scaleChecks.discrimination, scopes: weighing.SCALE_KINDS },
  ],
  ['scale_new_regime', { inputs: scaleRegime.REGIME_INPUTS, run: scaleRegime.newRegime }],
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
  ['retail_scale_suitability', { inputs: retail.SUITABILITY_INPUTS, run: retail.scaleSuitability }],
  ['fuel_measure_volume', { inputs: fuelDispensers.MEASURE_INPUTS, run: fuelDispensers.measureVolume }],
  ['fuel_minimum_quantity_error', { inputs: fuelDispensers.ERROR_INPUTS, run: fuelDispensers.minimumQuantityError }],
  [
    'fuel_minimum_quantity_repeatability',
    { inputs: fuelDispensers.REPEATABILITY_INPUTS, run: fuelDispensers.minimumQuantityRepeatability },
  ],
  [
    'net_quantity_measured_single',
    { inputs: prepackageMeasures.MEASURED_INPUTS, run: prepackageMeasures.measuredSingle },
  ],
])

/**
 * Judges the readings by the edition named, else by the one in force on the date `on`; refuses by MetrologyProblem.
 * An edition named in the inputs counts as given; the option of the same name goes before it.
 */
export function evaluate(rule: string, inputs: unknown, on: string | null, options: Options = {}): Evaluation {
  if (rule === recorded.RULE) throw recorded.refusal(new Inputs(inputs))
  const found = RULES.get(rule)
  if (found === undefined) throw new MetrologyProblem('rule_unknown', '/rule')
  const given = new Inputs(inputs)
  const { scopes, scopeInput = 'scale_kind' } = found
  given.only([...(scopes === undefined ? found.inputs : [...found.inputs, scopeInput]), 'edition'])
  const scope = scopes === undefined ? null : given.choice(scopeInput, scopes, scopes[0])
  const named = options.edition ?? namedIn(given)
  const working = new Working(rule, (options.library ?? bundled()).choose(rule, { on, scope, named }), on)
  found.run(given, working)
  return working.conclude()
}

function namedIn(given: Inputs): string | null {
  if (!given.has('edition')) return null
  const name = given.require('edition')
  if (typeof name !== 'string') throw new MetrologyProblem('edition_unknown', '/inputs/edition')
  return name
}
