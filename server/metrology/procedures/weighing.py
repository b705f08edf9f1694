"""Scales: error of indication by the changeover point, and repeatability (OIML R 76, JJG 539)."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import divide, exact_or_12_digits

SCALE_KINDS = ("price_computing", "other")
CLASSES = ("III", "IIII")
STAGES = ("initial", "subsequent", "in_service")
UNITS = ("mg", "g", "kg", "t")
UNSTATED = ""
LEAST_WEIGHINGS = 3

COMMON_INPUTS = ("accuracy_class", "e", "load_L", "stage", "unit")
INDICATION_INPUTS = (*COMMON_INPUTS, "indication_I", "additional_dL", "E0", "mpe", "loading")
# Weights are put on, or taken off one after the other.
LOADINGS = ("rising", "falling")
REPEATABILITY_INPUTS = (*COMMON_INPUTS, "P_values", "abs_mpe")


def indication_error(inputs: Inputs, working: Working) -> None:
    """Without the added weights the rounding of the display stays in the error, so that is only a screening."""
    unit = inputs.choice("unit", UNITS, UNSTATED)
    interval = inputs.decimal("e", above="0")
    load = inputs.decimal("load_L", at_least="0")
    inputs.choice("loading", LOADINGS, LOADINGS[0])  # both are judged alike; the record tells which it was
    error = _error(inputs, working, load, interval, unit)
    zero_error = inputs.decimal("E0") if inputs.has("E0") else Fraction(0)
    corrected = error - zero_error
    working.report("Ec", "Ec = E − E0", corrected, unit)
    load_in_e = divide(load, interval)
    working.report("load_in_e", "L / e", load_in_e, "e")
    limit = maximum_permissible_error(inputs, working, load_in_e, interval, unit, given_as="mpe")
    working.values["mpe"] = f"±{limit.text}"
    working.compare("Ec", corrected, limit)


def repeatability(inputs: Inputs, working: Working) -> None:
    unit = inputs.choice("unit", UNITS, UNSTATED)
    interval = inputs.decimal("e", above="0")
    load = inputs.decimal("load_L", at_least="0")
    indications = inputs.decimals("P_values", at_least=LEAST_WEIGHINGS)
    spread = max(indications) - min(indications)
    working.report("range", "P_max − P_min", spread, unit)
    load_in_e = divide(load, interval)
    working.step("load_in_e", "L / e", load_in_e, "e")
    limit = maximum_permissible_error(inputs, working, load_in_e, interval, unit, given_as="abs_mpe")
    working.values["abs_mpe"] = limit.text
    working.compare("range", spread, limit)


def _error(inputs: Inputs, working: Working, load: Fraction, interval: Fraction, unit: str) -> Fraction:
    indication = inputs.decimal("indication_I")
    if not inputs.has("additional_dL"):
        working.screening = True
        error = indication - load
        working.report("E", "E = I − L", error, unit)
        return error
    added = inputs.decimal("additional_dL", at_least="0")
    before_rounding = indication + divide(interval, Fraction(2)) - added
    error = before_rounding - load
    working.report("P", "P = I + 0.5 e − ΔL", before_rounding, unit)
    working.report("E", "E = P − L", error, unit)
    return error


def maximum_permissible_error(
    inputs: Inputs, working: Working, load_in_e: Fraction, interval: Fraction, unit: str, *, given_as: str
) -> Limit:
    accuracy_class = inputs.choice("accuracy_class", CLASSES)
    stage = inputs.choice("stage", STAGES)
    if inputs.has(given_as):
        return working.given_limit(inputs.decimal(given_as, above="0"), inputs.text(given_as), unit)
    in_e = working.find(f"mpe_{accuracy_class}", load_in_e)
    if in_e is None:
        raise MetrologyProblem("value_outside_table", "/inputs/load_L")
    working.step("mpe_in_e", f"MPE({accuracy_class}, L / e)", in_e.value, "e")
    factor = Fraction(1)
    if stage == "in_service":
        factor = working.number("in_service_factor").value
        working.step("in_service_factor", "k", factor, "1")
    value = in_e.value * factor * interval
    working.step("mpe", "MPE = k × MPE(e) × e", value, unit)
    # What the table multiplies out to is computed, so it is quoted without the table's trailing zeros.
    return Limit(value, exact_or_12_digits(value), unit, in_e.citation, working.weakest())
