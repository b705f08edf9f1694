"""Fuel stations: where the errors of all nozzles lie together. It flags; a nozzle is judged by its own limits."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.conclusion import Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import divide

LEAST_NOZZLES = 2
# No nozzle that still sells is further off; beyond this a decimal point was forgotten.
WORST = 20

FAIRNESS_INPUTS = ("errors_percent", "mpe_percent")


def fairness(inputs: Inputs, working: Working) -> None:
    """E_V = (V_J − V_Bt) / V_Bt: above zero the display shows more than was delivered, and the buyer loses."""
    errors = _errors(inputs)
    target = working.number("target_percent")
    working.step("target_percent", "E_0", target.value, target.unit)
    working.count("count", "n", len(errors))
    mean = divide(sum(errors, Fraction(0)), Fraction(len(errors)))
    working.report("mean_percent", "Σ E / n", mean, "%")
    working.report("range_percent", "E_max − E_min", max(errors) - min(errors), "%")
    working.count("short_count", "n(E > 0)", sum(error > 0 for error in errors))
    _say_whether_all_are_short(working, min(errors))
    if inputs.has("mpe_percent"):
        limit = inputs.decimal("mpe_percent", above="0", at_most=str(WORST))
        working.values["mpe_percent"] = f"±{inputs.text('mpe_percent')}"
        working.report("mean_in_mpe", "E / MPE", divide(mean, limit), "1")


def _errors(inputs: Inputs) -> list[Fraction]:
    errors = inputs.decimals("errors_percent", at_least=LEAST_NOZZLES)
    for index, error in enumerate(errors):
        if abs(error) > WORST:
            raise MetrologyProblem("value_out_of_range", f"/inputs/errors_percent/{index}")
    return errors


def _say_whether_all_are_short(working: Working, smallest: Fraction) -> None:
    """An error of nothing takes nothing from the buyer."""
    all_short = smallest > 0
    working.step("min_percent", "E_min", smallest, "%")
    working.step("all_short", "E_min > 0 ⇔ V_J > V_Bt", "true" if all_short else "false", "1")
    working.values["all_short"] = all_short
