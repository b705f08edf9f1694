"""EV chargers: operating error against a standard, and error of the clock (JJG 1148 for AC, JJG 1149 for DC)."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.inputs import Inputs
from server.metrology.rationals import divide, fixed, round_gbt8170

CHARGER_KINDS = ("dc", "ac")
COMPARISONS = ("full_value", "rounded")
# Currents at which energies are compared; usual practice, no text seen lists them.
LOAD_POINTS = ("I_min", "half_I_max", "I_max")
FIRST_CLASS, LAST_CLASS = 1, 2
# More than any vehicle takes; beyond this a decimal point was forgotten.
MOST_ENERGY = "10000"
# No text seen says what holds for a clock in service.
STAGES = ("initial", "subsequent")
# A clock further off is on another day.
DAY = 86_400

OPERATING_INPUTS = ("accuracy_class", "indicated_kWh", "standard_kWh", "judge", "load_point")
CLOCK_INPUTS = ("stage", "clock_error_s")


def operating_error(inputs: Inputs, working: Working) -> None:
    """Whether chargers, like electricity meters, are judged on the rounded error is open: both verdicts are shown."""
    accuracy_class = inputs.whole("accuracy_class", at_least=FIRST_CLASS, at_most=LAST_CLASS)
    indicated = inputs.decimal("indicated_kWh", at_least="0", at_most=MOST_ENERGY)
    standard = inputs.decimal("standard_kWh", above="0", at_most=MOST_ENERGY)
    inputs.choice("load_point", LOAD_POINTS, LOAD_POINTS[0])  # all are judged alike; the record tells which it was
    comparison = inputs.choice("judge", COMPARISONS, COMPARISONS[0])
    error_percent = divide(indicated - standard, standard) * 100
    working.report("E_percent", "E = (W_x − W_0) / W_0 × 100 %", error_percent, "%")
    rounded = _rounded(error_percent, accuracy_class, working)
    limit = working.tabled_limit(working.number(f"mpe_percent_class_{accuracy_class}"))
    working.values["mpe_percent"] = f"±{limit.text}"
    _say_how_rounding_first_decides(rounded, limit, working)
    if comparison == "rounded":
        working.comparison = comparison
        working.compare("E_rounded", rounded, limit)
    else:
        working.compare("E_percent", error_percent, limit)


def _rounded(error_percent: Fraction, accuracy_class: int, working: Working) -> Fraction:
    interval = working.number(f"rounding_interval_percent_class_{accuracy_class}")
    working.step("rounding_interval_percent", "d_E", interval.value, interval.unit)
    rounded = round_gbt8170(error_percent, interval.value)
    working.report("E_rounded", "GB/T 8170 (E, d_E)", rounded, "%")
    return rounded


def _say_how_rounding_first_decides(rounded: Fraction, limit: Limit, working: Working) -> None:
    word = "pass" if abs(rounded) <= limit.value else "fail"
    working.report("verdict_if_rounded_first", "|E_rounded| ≤ MPE", word, "1")


def clock_error(inputs: Inputs, working: Working) -> None:
    """Only the clock of a charger that asks different prices by the hour matters."""
    stage = inputs.choice("stage", STAGES)
    seconds = _seconds(inputs)
    working.step("clock_error_s", "Δt = t_x − t_0", seconds, "s")
    limit = working.tabled_limit(working.number(f"clock_limit_s_{stage}"))
    working.count("limit_s", f"Δt_max({stage})", int(fixed(limit.value, 0)), limit.unit)
    working.compare("clock_error_s", seconds, limit)


def _seconds(inputs: Inputs) -> Fraction:
    """Whole seconds may be a JSON integer; a finer reading is text, so that nobody rounds it into the limit."""
    if isinstance(inputs.require("clock_error_s"), str):
        return inputs.decimal("clock_error_s", at_least=str(-DAY), at_most=str(DAY))
    return Fraction(inputs.whole("clock_error_s", at_least=-DAY, at_most=DAY))
