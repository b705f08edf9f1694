"""Focimeters: error of indication on standard lenses, and zero error (JJG 580)."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import divide

# What is measured, and the unit it is measured in.
QUANTITIES = {"vertex_power": "D", "prism": "Δ"}
READINGS = 3
# A little beyond what focimeters show; more is a slipped decimal point.
STRONGEST = "30"
WIDEST_ZERO = "5"
COARSEST = "1"

ERROR_INPUTS = ("quantity", "standard", "readings", "mpe")
ZERO_INPUTS = ("interval_D", "zero_sphere_D", "zero_cylinder_D", "mpe")


def error(inputs: Inputs, working: Working) -> None:
    quantity = inputs.choice("quantity", QUANTITIES)
    unit = QUANTITIES[quantity]
    standard = inputs.decimal("standard", at_least=f"-{STRONGEST}", at_most=STRONGEST)
    readings = inputs.decimals(
        "readings", at_least=READINGS, at_most=READINGS, each_at_least=f"-{STRONGEST}", each_at_most=STRONGEST
    )
    mean = divide(sum(readings, Fraction(0)), Fraction(len(readings)))
    symbol = "F" if quantity == "vertex_power" else "P"
    working.report("mean_reading", f"Σ {symbol} / n", mean, unit)
    working.report("E", f"δ = mean − {symbol}_standard", mean - standard, unit)
    # The sign of a power matters to no limit; a prism has none, so one that was written is not in the table.
    argument = abs(standard) if quantity == "vertex_power" else standard
    limit = _limit(inputs, working, f"mpe_{quantity}", argument, unit, asked="standard")
    working.values["mpe"] = f"±{limit.text}"
    working.compare("E", mean - standard, limit)


def zero(inputs: Inputs, working: Working) -> None:
    """Read without a lens after the time for warming up; finer instruments are held to a finer limit."""
    interval = inputs.decimal("interval_D", above="0", at_most=COARSEST)
    names = ["zero_sphere_D", *(["zero_cylinder_D"] if inputs.has("zero_cylinder_D") else [])]
    found = {name: inputs.decimal(name, at_least=f"-{WIDEST_ZERO}", at_most=WIDEST_ZERO) for name in names}
    limit = _limit(inputs, working, "mpe_zero", interval, "D", asked="interval_D")
    working.values["mpe"] = f"±{limit.text}"
    for name, value in found.items():
        working.report(name, "F_0", value, "D")
        working.compare(name, value, limit)


def _limit(inputs: Inputs, working: Working, table: str, argument: Fraction, unit: str, *, asked: str) -> Limit:
    if inputs.has("mpe"):
        return working.given_limit(inputs.decimal("mpe", above="0"), inputs.text("mpe"), unit)
    found = working.find(table, argument)
    if found is None:
        raise MetrologyProblem("value_outside_table", f"/inputs/{asked}")
    return working.tabled_limit(found)
