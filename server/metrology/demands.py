"""Which numbers and tables each rule asks its edition for, and in which unit it reckons with them.

The evaluator takes a number by its name and trusts its unit, so an edition is held against this before it is published.
The phone needs no twin: it judges by what was published. The list stands in `demands.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Shape:
    """What a table is asked with, and the unit of what it answers."""

    arguments: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Demand:
    """Numbers by name with their unit, tables by name with their shape, days by name."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Shape] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()  # an edition may do without


def _demand(given: Mapping[str, Any]) -> Demand:
    tables = {name: Shape(tuple(one["arguments"]), one["unit"]) for name, one in given.get("tables", {}).items()}
    dates, optional = (frozenset(given.get(name, ())) for name in ("dates", "optional"))
    return Demand(given.get("numbers", {}), tables, dates, optional)


DEMANDS: Mapping[str, Demand] = {
    rule: _demand(given)
    for rule, given in json.loads((Path(__file__).parent / "demands.json").read_text(encoding="utf-8")).items()
}
