"""Marking of pre-packages: the legal unit for the nominal quantity, and the height of its characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from server.metrology.conclusion import Working
from server.metrology.edition import Number
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import parse


@dataclass(frozen=True)
class Kind:
    """A kind of quantity, and the unit that the tables are in for it."""

    name: str
    unit: str
    sizes: Mapping[str, str]


# Things that are counted. Pieces are no unit of measurement, so no table of legal units has a row for them.
PIECES = "count"
# Sizes in the unit of the tables. They are prefixes of the SI, not numbers of an edition.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("mass", "g", {"mg": "0.001", "g": "1", "kg": "1000", "t": "1000000"}),
        Kind("volume", "mL", {"mL": "1", "cL": "10", "dL": "100", "L": "1000"}),
        Kind("length", "cm", {"mm": "0.1", "cm": "1", "dm": "10", "m": "100"}),
        Kind("area", "cm²", {"mm2": "0.01", "cm2": "1", "dm2": "100", "m2": "10000"}),
        Kind(PIECES, "1", {"piece": "1"}),
    )
}
# A slipped decimal point, not a pack.
LARGEST_MARKED = "1000000"
TALLEST_MM = "500"

MARKING_INPUTS = ("quantity_kind", "nominal_value", "marked_unit", "character_height_mm")


def marking(inputs: Inputs, working: Working) -> None:
    kind = KINDS[inputs.choice("quantity_kind", KINDS)]
    size = parse(kind.sizes[inputs.choice("marked_unit", kind.sizes)])
    nominal = inputs.decimal("nominal_value", above="0", at_most=LARGEST_MARKED) * size
    height = inputs.decimal("character_height_mm", above="0", at_most=TALLEST_MM)
    working.step("nominal_quantity", "Q_n", nominal, kind.unit)
    if kind.name != PIECES:
        _judge_unit(working, kind, nominal, size)
    least = _tabled(working, f"least_height_{kind.name}", nominal)
    working.report("least_height_mm", "h_min(Q_n)", least.text, "mm")
    working.decide("character_height_mm", height, working.tabled_limit(least), height >= least.value)


def _judge_unit(working: Working, kind: Kind, nominal: Fraction, size: Fraction) -> None:
    """A unit is legal by its size: below 100 cm the table names two, so there is a least and a greatest one."""
    least = _tabled(working, f"least_unit_{kind.name}", nominal)
    greatest = _tabled(working, f"greatest_unit_{kind.name}", nominal)
    working.step("least_unit", "u_min(Q_n)", least.value, kind.unit)
    working.step("greatest_unit", "u_max(Q_n)", greatest.value, kind.unit)
    is_too_small = size < least.value
    is_legal = not is_too_small and size <= greatest.value
    working.values["legal_unit_ok"] = is_legal
    working.decide("marked_unit_size", size, working.tabled_limit(least if is_too_small else greatest), is_legal)


def _tabled(working: Working, table: str, nominal: Fraction) -> Number:
    found = working.find(table, nominal)
    if found is None:
        raise MetrologyProblem("value_outside_table", "/inputs/nominal_value")
    return found
