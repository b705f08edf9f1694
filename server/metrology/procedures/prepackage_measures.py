"""Pre-packages marked by length, area or count: the tolerable deficiency T, and a single item judged by it."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.edition import Citation
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.procedures.prepackage_marking import KINDS, LARGEST_MARKED, PIECES, Kind
from server.metrology.procedures.prepackages import defect, plausible
from server.metrology.rationals import divide, exact_or_12_digits, parse, round_up

MEASURES = ("length", "area", PIECES)
MEASURED_INPUTS = ("quantity_kind", "marked_unit", "nominal_value", "actual_value")


def measured_single(inputs: Inputs, working: Working) -> None:
    """Where no shortage is allowed T is nothing, and whatever is missing exceeds 2 T as well."""
    kind = KINDS[inputs.choice("quantity_kind", MEASURES)]
    size = parse(kind.sizes[inputs.choice("marked_unit", kind.sizes)])
    nominal = _content(inputs, "nominal_value", kind, size)
    actual = plausible(_content(inputs, "actual_value", kind, size), nominal, f"{inputs.pointer}/actual_value")
    working.step("nominal_quantity", "Q_n", nominal, kind.unit)
    working.report("shortage", "D = Q_n − q", nominal - actual, kind.unit)
    tolerable, citation = _tolerable(working, kind, nominal)
    for name, formula, value in (("T", "T", tolerable), ("two_T", "2 × T", 2 * tolerable)):
        working.report(name, formula, value, kind.unit)
        limit = Limit(value, exact_or_12_digits(value), kind.unit, citation, working.weakest())
        working.at_most("shortage", nominal - actual, limit)
    working.word = defect(nominal - actual, tolerable) or "ok"


def _content(inputs: Inputs, name: str, kind: Kind, size: Fraction) -> Fraction:
    above, at_least = ("0", None) if name == "nominal_value" else (None, "0")
    value = inputs.decimal(name, above=above, at_least=at_least, at_most=LARGEST_MARKED)
    if kind.name == PIECES and value.denominator != 1:
        raise MetrologyProblem("whole_number_expected", f"{inputs.pointer}/{name}")
    return value * size


def _tolerable(working: Working, kind: Kind, nominal: Fraction) -> tuple[Fraction, Citation]:
    """A share of Q_n; a part of a piece counts as a whole one."""
    percent = working.find(f"T_percent_{kind.name}", nominal)
    if percent is None:
        raise MetrologyProblem("value_outside_table", "/inputs/nominal_value")
    raw = divide(nominal * percent.value, Fraction(100))
    working.step("T_percent", f"T %({kind.name}, Q_n)", percent.value, percent.unit)
    working.step("T_raw", "T % × Q_n", raw, kind.unit)
    if kind.name != PIECES:
        return raw, percent.citation
    interval = working.number("T_rounding_interval_count").value
    return round_up(raw, interval), percent.citation
