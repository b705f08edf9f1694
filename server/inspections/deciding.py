"""Which verdicts decide a check. The same cases hold its twin, pwa/src/rooms/inspections/deciding.ts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from server.metrology.rationals import MAX_DIGITS, divide, parse
from server.standards.policy import refuses

RUNS = 3  # deliveries at one flow point (JJG 443-2023, studies: domain §4.2)


def deciding(evaluations: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """The verdicts that count: each one's own, but for three deliveries of a nozzle that of their mean.

    A verdict measured with a standard that does not hold is none (ADR 0016).

    The error of a flow point is the mean of its three runs (studies: domain §4.2, unverified). Fewer runs are a
    screening, in which each counts; so do more, whose flow points nobody told, runs with different limits, and errors
    longer than a reading may be: they have no mean.
    """
    evaluations = [{**one, "verdict": None} if refuses(one.get("standard")) else one for one in evaluations]
    runs = [one for one in evaluations if one["verdict"] is not None and "E_V_percent" in one.get("values", {})]
    limits = {one["values"]["mpe_percent"] for one in runs}
    too_long = any(len(one["values"]["E_V_percent"]) > MAX_DIGITS for one in runs)
    if len(runs) != RUNS or len(limits) > 1 or too_long:
        return [one["verdict"] for one in evaluations]
    total = sum((parse(one["values"]["E_V_percent"]) for one in runs), Fraction(0))
    mean = divide(total, Fraction(len(runs)))
    within = abs(mean) <= parse(limits.pop().removeprefix("±"))
    return [one["verdict"] for one in evaluations if one not in runs] + ["pass" if within else "fail"]
