"""Which verdicts decide a check. The same cases hold its twin, pwa/src/rooms/inspections/deciding.ts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from server.metrology.rationals import divide, parse

RUNS = 3  # deliveries at one flow point (JJG 443, studies: domain §4, second-hand)


def deciding(evaluations: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """The verdicts that count: each one's own, but for three deliveries of a nozzle that of their mean.

    The error of a flow point is the mean of its three runs (JJG 443; studies: domain §4). Fewer runs are a screening,
    in which each counts; so do runs that were given different limits, which have no mean.
    """
    runs = [one for one in evaluations if one["verdict"] is not None and "E_V_percent" in one.get("values", {})]
    limits = {one["values"]["mpe_percent"] for one in runs}
    if len(runs) < RUNS or len(limits) > 1:
        return [one["verdict"] for one in evaluations]
    total = sum((parse(one["values"]["E_V_percent"]) for one in runs), Fraction(0))
    mean = divide(total, Fraction(len(runs)))
    within = abs(mean) <= parse(limits.pop().removeprefix("±"))
    return [one["verdict"] for one in evaluations if one not in runs] + ["pass" if within else "fail"]
