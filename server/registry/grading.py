"""Graded supervision: what is asked of the data, each criterion with its source, and the class an officer set. Pure.

No class follows from the figures: no text that says how was seen. They are shown to the officer who decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from server.registry.policy import validity

CLASSES = ("A", "B", "C", "D")


class Standing(Protocol):
    """What a criterion asks of an instrument."""

    state: Any
    valid_until: Any
    verification_result: Any
    mandatory: Any


@dataclass(frozen=True)
class Criterion:
    """One figure of a place with its source."""

    code: str
    title: str
    title_en: str
    count: int
    source: str
    source_en: str
    confidence: str


@cache
def told() -> dict[str, Any]:
    """The criteria, the classes and the frequencies, each with its source."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("grading.json").read_text(encoding="utf-8"))
    return found


def criteria(instruments: Iterable[Standing], on: date) -> list[Criterion]:
    """Every criterion with its figure on a day; what is retired or not found counts for nothing."""
    counts = _counts(list(instruments), on)
    return [Criterion(count=counts[one["code"]], **one) for one in told()["criteria"]]


def _counts(instruments: Sequence[Standing], on: date) -> dict[str, int]:
    used = [one for one in instruments if one.state == "in_use"]
    standings = [validity(one.state, one.valid_until, None, on) for one in used]
    return {"overdue": standings.count("overdue"), "unknown": standings.count("unknown"),
            "failed": sum(one.verification_result == "nonconforming" for one in used),
            "mandatory": sum(bool(one.mandatory) for one in used), "instruments": len(used)}
