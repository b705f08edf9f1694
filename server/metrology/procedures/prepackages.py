"""Pre-packages: the tolerable deficiency T of a nominal quantity, rounded as the rule for goods says (OIML R 87)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from server.metrology.conclusion import Working
from server.metrology.edition import Citation
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import divide, round_gbt8170, round_up

UNITS = ("g", "mL")
UNSTATED = ""

T_INPUTS = ("nominal_g_or_mL", "unit")


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


def deficiency_of(working: Working, nominal: Fraction, pointer: str) -> TolerableDeficiency:
    """The table has two columns, a percentage of Q_n or a quantity, and fills one of them in each row."""
    percent = working.find("T_percent", nominal)
    found = percent or working.find("T_absolute", nominal)
    interval = working.find("T_rounding_interval", nominal)
    if found is None or interval is None:
        raise MetrologyProblem("value_outside_table", pointer)
    raw = found.value if percent is None else divide(nominal * found.value, Fraction(100))
    return TolerableDeficiency(raw, interval.value, found.citation)
