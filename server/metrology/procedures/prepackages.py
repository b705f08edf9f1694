"""Pre-packages: the tolerable deficiency T of a nominal quantity, and a single item judged by it (OIML R 87)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.edition import Citation
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import divide, exact_or_12_digits, round_gbt8170, round_up

UNITS = ("g", "mL")
UNSTATED = ""

T_INPUTS = ("nominal_g_or_mL", "unit")
SINGLE_INPUTS = ("nominal_g", "actual_g", "unit")


@dataclass(frozen=True)
class TolerableDeficiency:
    """T as the table gives it, and the interval it is rounded to."""

    raw: Fraction
    interval: Fraction
    citation: Citation

    @property
    def rounded(self) -> Fraction:
        """What an item is judged by: the text says 修约, which is GB/T 8170."""
        return round_gbt8170(self.raw, self.interval)


def tolerable_deficiency(inputs: Inputs, working: Working) -> None:
    """Both roundings, because no text seen so far settles which is meant."""
    unit = inputs.choice("unit", UNITS, UNSTATED)
    nominal = inputs.decimal("nominal_g_or_mL", above="0")
    found = deficiency_of(working, nominal, "/inputs/nominal_g_or_mL")
    working.report("T_raw", "T(Q_n)", found.raw, unit)
    working.step("T_rounding_interval", "i(Q_n)", found.interval, unit)
    working.report("T_gbt8170", "GB/T 8170 (T, i)", found.rounded, unit)
    working.report("T_round_up", "⌈T / i⌉ × i", round_up(found.raw, found.interval), unit)


def single(inputs: Inputs, working: Working) -> None:
    """A shortage of exactly T is none, and one of exactly 2 T still has a place in a lot."""
    unit = inputs.choice("unit", UNITS, UNITS[0])
    nominal = inputs.decimal("nominal_g", above="0")
    shortage = nominal - plausible(inputs.decimal("actual_g", at_least="0"), nominal, f"{inputs.pointer}/actual_g")
    working.report("shortage", "D = Q_n − q", shortage, unit)
    found = deficiency_of(working, nominal, "/inputs/nominal_g")
    working.step("T_raw", "T(Q_n)", found.raw, unit)
    for name, formula, value in (("T", "GB/T 8170 (T, i)", found.rounded), ("two_T", "2 × T", 2 * found.rounded)):
        working.report(name, formula, value, unit)
        limit = Limit(value, exact_or_12_digits(value), unit, found.citation, working.weakest())
        working.at_most("shortage", shortage, limit)
    working.word = defect(shortage, found.rounded) or "ok"


def defect(shortage: Fraction, tolerable: Fraction) -> str | None:
    if shortage > 2 * tolerable:
        return "T2_defective"
    return "T1_defective" if shortage > tolerable else None


def plausible(actual: Fraction, nominal: Fraction, pointer: str) -> Fraction:
    """More than twice the nominal quantity is a slipped decimal point, and judged it would pass unnoticed."""
    if not 0 <= actual <= 2 * nominal:
        raise MetrologyProblem("value_out_of_range", pointer)
    return actual


def deficiency_of(working: Working, nominal: Fraction, pointer: str) -> TolerableDeficiency:
    """The table has two columns, a percentage of Q_n or a quantity, and fills one of them in each row."""
    percent = working.find("T_percent", nominal)
    found = percent or working.find("T_absolute", nominal)
    interval = working.find("T_rounding_interval", nominal)
    if found is None or interval is None:
        raise MetrologyProblem("value_outside_table", pointer)
    raw = found.value if percent is None else divide(nominal * found.value, Fraction(100))
    return TolerableDeficiency(raw, interval.value, found.citation)
