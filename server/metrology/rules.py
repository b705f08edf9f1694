"""Every rule by name, the inputs it knows, and `evaluate`, the one call the other rooms make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from server.metrology import recorded
from server.metrology.conclusion import Evaluation, Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.procedures import (
    amounts,
    assembled_spectacles,
    deadlines,
    ev_chargers,
    focimeters,
    fuel_dispensers,
    fuel_stations,
    instruments,
    prepackage_lots,
    prepackage_marking,
    prepackage_measures,
    prepackages,
    retail,
    rounding,
    scale_checks,
    scale_regime,
    spectacles,
    weighing,
)
from server.metrology.rulebook import Library, bundled


@dataclass(frozen=True)


class Rule:
    inputs: tuple[str, ...]
    run: Callable[[Inputs, Working], None]
    # Kinds of instrument that have an edition of their own; the first is assumed when none is named.
    scopes: tuple[str, ...] = ()
    # The input that names the kind.
    scope_input: str = "scale_kind"

    @property
    def known(self) -> tuple[str, ...]:
        """Every input that may be given; a rule whose editions are for all kinds asks for no kind."""
        return (*self.inputs, "edition", *((self.scope_input,) if self.scopes else ()))

    def scope(self, given: Inputs) -> str | None:
        return given.choice(self.scope_input, self.scopes, self.scopes[0]) if self.scopes else None


RULES: Mapping[str, Rule] = {
    "nawi_indication_error": Rule(weighing.INDICATION_INPUTS, weighing.indication_error, weighing.SCALE_KINDS),
    "nawi_repeatability": Rule(weighing.REPEATABILITY_INPUTS, weighing.repeatability, weighing.SCALE_KINDS),
    "fuel_dispenser_error": Rule(fuel_dispensers.ERROR_INPUTS, fuel_dispensers.error),
    "fuel_dispenser_repeatability": Rule(fuel_dispensers.REPEATABILITY_INPUTS, fuel_dispensers.repeatability),
    "spectacle_lens_power": Rule(spectacles.LENS_INPUTS, spectacles.lens_power),
    "gbt8170_round": Rule(rounding.ROUND_INPUTS, rounding.gbt8170_round),
    "price_computation": Rule(amounts.SCALE_INPUTS, amounts.price_computation, weighing.SCALE_KINDS),
    "fuel_dispenser_amount": Rule(amounts.FUEL_INPUTS, amounts.fuel_dispenser_amount),
    "fuel_flow_point": Rule(fuel_dispensers.FLOW_POINT_INPUTS, fuel_dispensers.flow_point),
    "working_day_deadline": Rule(deadlines.DEADLINE_INPUTS, deadlines.working_day_deadline),
    "mediation_limit": Rule(deadlines.MEDIATION_INPUTS, deadlines.mediation_limit),
    "instrument_mandatory_status": Rule(instruments.STATUS_INPUTS, instruments.mandatory_status),
    "verification_due": Rule(instruments.DUE_INPUTS, instruments.verification_due),
    "retail_weighing_shortage": Rule(retail.WEIGHING_INPUTS, retail.weighing_shortage),
    "retail_gold": Rule(retail.GOLD_INPUTS, retail.gold),
    "net_quantity_T": Rule(prepackages.T_INPUTS, prepackages.tolerable_deficiency),
    "net_quantity_single": Rule(prepackages.SINGLE_INPUTS, prepackages.single),
    "net_quantity_lot": Rule(prepackage_lots.LOT_INPUTS, prepackage_lots.lot),
    "net_quantity_lot_summary": Rule(prepackage_lots.SUMMARY_INPUTS, prepackage_lots.lot_summary),
    "net_quantity_marking": Rule(prepackage_marking.MARKING_INPUTS, prepackage_marking.marking),
    "spectacle_optical_centre_distance": Rule(
        assembled_spectacles.CENTRE_INPUTS, assembled_spectacles.optical_centre_distance
    ),
    "spectacle_prism": Rule(spectacles.PRISM_INPUTS, spectacles.prism),
    "spectacle_vertical_difference": Rule(
        assembled_spectacles.VERTICAL_INPUTS, assembled_spectacles.vertical_difference
    ),
    "ready_made_centre_distance": Rule(
        assembled_spectacles.READY_MADE_INPUTS, assembled_spectacles.ready_made_centre_distance
    ),
    "focimeter_error": Rule(focimeters.ERROR_INPUTS, focimeters.error),
    "focimeter_zero": Rule(focimeters.ZERO_INPUTS, focimeters.zero),
    "nawi_zero_accuracy": Rule(scale_checks.ACCURACY_INPUTS, scale_checks.zero_accuracy, weighing.SCALE_KINDS),
    "nawi_tare_accuracy": Rule(scale_checks.ACCURACY_INPUTS, scale_checks.tare_accuracy, weighing.SCALE_KINDS),
    "nawi_eccentricity": Rule(scale_checks.ECCENTRICITY_INPUTS, scale_checks.eccentricity, weighing.SCALE_KINDS),
    "nawi_discrimination": Rule(scale_checks.DISCRIMINATION_INPUTS, scale_checks.discrimination, weighing.SCALE_KINDS),
    "scale_new_regime": Rule(scale_regime.REGIME_INPUTS, scale_regime.new_regime),
    "fuel_station_fairness": Rule(fuel_stations.FAIRNESS_INPUTS, fuel_stations.fairness),
    "ev_charger_operating_error": Rule(
        ev_chargers.OPERATING_INPUTS, ev_chargers.operating_error, ev_chargers.CHARGER_KINDS, "charger_kind"
    ),
    "ev_charger_clock_error": Rule(
        ev_chargers.CLOCK_INPUTS, ev_chargers.clock_error, ev_chargers.CHARGER_KINDS, "charger_kind"
    ),
    "ev_charger_amount": Rule(
        amounts.CHARGER_INPUTS, amounts.ev_charger_amount, ev_chargers.CHARGER_KINDS, "charger_kind"
    ),
    "retail_scale_suitability": Rule(retail.SUITABILITY_INPUTS, retail.scale_suitability),
    "fuel_measure_volume": Rule(fuel_dispensers.MEASURE_INPUTS, fuel_dispensers.measure_volume),
    "fuel_minimum_quantity_error": Rule(fuel_dispensers.ERROR_INPUTS, fuel_dispensers.minimum_quantity_error),
    "fuel_minimum_quantity_repeatability": Rule(
        fuel_dispensers.REPEATABILITY_INPUTS, fuel_dispensers.minimum_quantity_repeatability
    ),
    "net_quantity_measured_single": Rule(prepackage_measures.MEASURED_INPUTS, prepackage_measures.measured_single),
}


def evaluate(
    rule: str,
    inputs: object,
    on: str | date | None,
    edition: str | None = None,
    library: Library | None = None,
) -> Evaluation:
    """Judges the readings by the edition named, else by the one in force on the date `on`; refuses by MetrologyProblem.

    An edition named in the inputs counts as given; the argument of the same name goes before it.
    """
    if rule == recorded.RULE:
        raise recorded.refusal(Inputs(inputs))
    found = RULES.get(rule) if isinstance(rule, str) else None
    if found is None:
        raise MetrologyProblem("rule_unknown", "/rule")
    given = Inputs(inputs)
    given.only(found.known)
    day = on.isoformat() if isinstance(on, date) else on
    choice = (library or bundled()).choose(
        rule,
        on=day,
        scope=found.scope(given),
        named=edition if edition is not None else _named(given),
    )
    working = Working(rule, choice, day)
    found.run(given, working)
    return working.conclude()


def _named(given: Inputs) -> str | None:
    if not given.has("edition"):
        return None
    name = given.require("edition")
    if not isinstance(name, str):
        raise MetrologyProblem("edition_unknown", "/inputs/edition")
    return name
