"""Which numbers and tables each rule asks its edition for, and in which unit it reckons with them.

The evaluator takes a number by its name and trusts its unit, so an edition is held against this before it is published.
The phone needs no twin: it judges by what was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.metrology.procedures.fuel_dispensers import MATERIALS, OILS
from server.metrology.procedures.weighing import CLASSES


@dataclass(frozen=True)
class Shape:
    """What a table is asked with, and the unit of what it answers."""

    arguments: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Demand:
    """Numbers by name with their unit, tables by name with their shape."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Shape] = field(default_factory=dict)


SCALES = Demand({"in_service_factor": "1"}, {f"mpe_{name}": Shape(("load_in_e",), "e") for name in CLASSES})

DEMANDS: Mapping[str, Demand] = {
    "nawi_indication_error": SCALES,
    "nawi_repeatability": SCALES,
    "fuel_dispenser_error": Demand({
        "mpe_percent": "%",
        "reference_temperature_C": "°C",
        **{f"beta_oil_{name}": "/°C" for name in OILS},
        **{f"beta_measure_{name}": "/°C" for name in MATERIALS},
    }),
    "fuel_dispenser_repeatability": Demand({"limit_percent": "%", "range_divisor_three_runs": "1"}),
    "spectacle_lens_power": Demand(tables={
        "tol_meridian": Shape(("max_meridian",), "D"),
        "tol_cyl": Shape(("max_meridian", "cylinder"), "D"),
        "tol_axis": Shape(("cylinder",), "°"),
    }),
    "gbt8170_round": Demand(),
}  # fmt: skip
