"""Scales: accuracy of zero and of tare, eccentric loading, and discrimination (JJG 539, JJG 1204)."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.edition import Number
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.procedures.weighing import COMMON_INPUTS, UNITS, UNSTATED, maximum_permissible_error
from server.metrology.rationals import divide, exact_or_12_digits

# A platform is loaded quarter by quarter, or over each of its supports when it has more than four.
FEWEST_POSITIONS, MOST_POSITIONS = 4, 12

ACCURACY_INPUTS = ("e", "unit", "load_L", "indication_I", "additional_dL", "mpe")
ECCENTRICITY_INPUTS = (*COMMON_INPUTS, "indications", "additional_dLs", "E0", "mpe")
DISCRIMINATION_INPUTS = ("d", "unit", "load_L", "added_weight", "indication_before", "indication_after")


def zero_accuracy(inputs: Inputs, working: Working) -> None:
    _accuracy(inputs, working, "E0", "zero_accuracy_in_e")


def tare_accuracy(inputs: Inputs, working: Working) -> None:
    """The same test after the tare device was used: the display stands at zero again, with a tare on the platform."""
    _accuracy(inputs, working, "E_tare", "tare_accuracy_in_e")


def eccentricity(inputs: Inputs, working: Working) -> None:
    """Each position on its own: errors at two of them never cancel out."""
    unit = inputs.choice("unit", UNITS, UNSTATED)
    interval = inputs.decimal("e", above="0")
    load = inputs.decimal("load_L", at_least="0")
    indications = inputs.decimals("indications", at_least=FEWEST_POSITIONS, at_most=MOST_POSITIONS)
    errors, formula = _errors_at_positions(inputs, working, indications, load, interval)
    zero_error = inputs.decimal("E0") if inputs.has("E0") else Fraction(0)
    load_in_e = divide(load, interval)
    working.report("load_in_e", "L / e", load_in_e, "e")
    limit = maximum_permissible_error(inputs, working, load_in_e, interval, unit, given_as="mpe")
    working.values["mpe"] = f"±{limit.text}"
    for position, error in enumerate(errors, start=1):
        name = f"E_position_{position}"
        working.report(name, formula, error - zero_error, unit)
        working.compare(name, error - zero_error, limit)


def discrimination(inputs: Inputs, working: Working) -> None:
    """More than the weight laid down moves any display, and less proves nothing, so it must be exactly that."""
    unit = inputs.choice("unit", UNITS, UNSTATED)
    interval = inputs.decimal("d", above="0")
    load = inputs.decimal("load_L", at_least="0")
    added = inputs.decimal("added_weight", above="0")
    before = inputs.decimal("indication_before")
    change = inputs.decimal("indication_after") - before
    working.step("load_in_d", "L / d", divide(load, interval), "d")
    wanted = working.number("discrimination_weight_in_d")
    working.report("required_weight", "k × d", wanted.value * interval, unit)
    if added != wanted.value * interval:
        raise MetrologyProblem("added_weight_differs", "/inputs/added_weight")
    least = _in_intervals(working, working.number("discrimination_change_in_d"), interval, unit)
    working.report("change", "I′ − I", change, unit)
    working.values["least_change"] = least.text
    working.decide("change", change, least, change >= least.value)


def _accuracy(inputs: Inputs, working: Working, name: str, limit_name: str) -> None:
    """Without added weights a display at zero says nothing finer than half an interval, so they are required."""
    unit = inputs.choice("unit", UNITS, UNSTATED)
    interval = inputs.decimal("e", above="0")
    # With zero tracking the test is made at a small load instead.
    load = inputs.decimal("load_L", at_least="0") if inputs.has("load_L") else Fraction(0)
    indication = inputs.decimal("indication_I")
    added = inputs.decimal("additional_dL", at_least="0")
    _refuse_beyond_two_intervals(added, interval, "/inputs/additional_dL")
    before_rounding = indication + divide(interval, Fraction(2)) - added
    working.report("P", "P = I + 0.5 e − ΔL", before_rounding, unit)
    working.report(name, f"{name} = P − L", before_rounding - load, unit)
    if inputs.has("mpe"):
        limit = working.given_limit(inputs.decimal("mpe", above="0"), inputs.text("mpe"), unit)
    else:
        limit = _in_intervals(working, working.number(limit_name), interval, unit)
    working.values["mpe"] = f"±{limit.text}"
    working.compare(name, before_rounding - load, limit)


def _errors_at_positions(
    inputs: Inputs, working: Working, indications: list[Fraction], load: Fraction, interval: Fraction
) -> tuple[list[Fraction], str]:
    if not inputs.has("additional_dLs"):
        working.screening = True
        return [indication - load for indication in indications], "E = I − L − E0"
    count = len(indications)
    added = inputs.decimals("additional_dLs", at_least=count, at_most=count, each_at_least="0")
    for index, weight in enumerate(added):
        _refuse_beyond_two_intervals(weight, interval, f"/inputs/additional_dLs/{index}")
    half = divide(interval, Fraction(2))
    pairs = zip(indications, added, strict=True)
    return [indication + half - weight - load for indication, weight in pairs], "E = I + 0.5 e − ΔL − L − E0"


def _refuse_beyond_two_intervals(added: Fraction, interval: Fraction, pointer: str) -> None:
    """One interval brings the display to its changeover; of two, one is a slipped decimal point."""
    if added > interval + interval:
        raise MetrologyProblem("value_out_of_range", pointer)


def _in_intervals(working: Working, number: Number, interval: Fraction, unit: str) -> Limit:
    value = number.value * interval
    return Limit(value, exact_or_12_digits(value), unit, number.citation, working.weakest())
