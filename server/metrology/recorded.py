"""Instruments without a cited procedure: readings and the limit are recorded, and nothing is concluded.

Their limits stand in `recorded.json`, each with its regulation and how sure it is (studies: domain §2.1).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem

RULE = "record_only"
INPUTS = ("kind", "readings")
READING = ("indication", "reference")


@dataclass(frozen=True)
class RecordedLimit:
    """A kind of instrument; its limit as its regulation states it, or None where none was seen."""

    kind: str
    title: str
    title_en: str
    quantity: str
    quantity_en: str
    unit: str
    limit: str | None
    limit_en: str | None
    regulation: str | None
    confidence: str


@cache
def recorded_limits() -> dict[str, RecordedLimit]:
    """By kind, in the order in which they are offered."""
    text = (Path(__file__).parent / "recorded.json").read_text(encoding="utf-8")
    return {row["kind"]: RecordedLimit(**row) for row in json.loads(text)["rows"]}


def refusal(given: Inputs) -> MetrologyProblem:
    """The named problem that is the answer; readings that cannot be read are refused before it."""
    given.only(INPUTS)
    given.choice("kind", recorded_limits())
    for reading in given.groups("readings", READING):
        reading.decimal("indication")
        if reading.has("reference"):
            reading.decimal("reference")
    return MetrologyProblem("record_only", "/rule")
