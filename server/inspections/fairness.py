"""Where the errors of a station's nozzles lie together, from the server's own judgements. Derived, never stored; it
flags and judges nobody. Twin of pwa/src/rooms/inspections/fairness.ts; tests/vectors/station_errors.json holds both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import divide, exact_or_12_digits, parse
from server.metrology.rulebook import Library
from server.metrology.rules import evaluate
from server.standards.policy import refuses

RULE = "fuel_station_fairness"
LEAST_NOZZLES = 2
# The rule that measured, and the value that holds its error: a flow point as a whole, or deliveries by themselves.
WHOLE, SINGLE = ("fuel_flow_point", "mean_percent"), ("fuel_dispenser_error", "E_V_percent")


class Told(Protocol):
    """What is read of a check."""

    premises_id: Any
    instrument_id: Any
    outcome: Any
    measurements: Any
    server_evaluation: Any


@dataclass(frozen=True)
class NozzleError:
    """One error of one nozzle; without a point it is the mean of single deliveries."""

    check: Any
    point: str | None
    error_percent: str
    mpe_percent: str
    exceeds: bool


@dataclass(frozen=True)
class Fairness:
    """`mpe_percent` is empty where limits differ; `evaluation` is the whole record, or None if it was refused."""

    errors: Sequence[NozzleError]
    nozzles: int
    mpe_percent: str
    evaluation: Mapping[str, object] | None


def nozzle_errors(check: Told) -> list[NozzleError]:
    """What was measured with a standard that does not hold says nothing about the nozzle."""
    if check.outcome != "checked":
        return []
    pairs = [(one, said) for one, said in zip(check.measurements, check.server_evaluation, strict=True)
             if said["verdict"] is not None and not refuses(said.get("standard"))]
    whole = [_error(check, one, said, WHOLE[1]) for one, said in pairs if one["rule"] == WHOLE[0]]
    single = [_error(check, one, said, SINGLE[1]) for one, said in pairs if one["rule"] == SINGLE[0]]
    return [*whole, _mean(single)] if single else whole


def _error(check: Told, one: Mapping[str, Any], said: Mapping[str, Any], value: str) -> NozzleError:
    point = one["inputs"].get("flow_point", "Q1") if one["rule"] == WHOLE[0] else None
    return _placed(check, point, said["values"][value], said["values"].get("mpe_percent", "").removeprefix("±"))


def _placed(check: Told, point: str | None, error: str, limit: str) -> NozzleError:
    """Beyond its limit by the error alone: a spread is judged, and stands in the check, by itself."""
    return NozzleError(check, point, error, limit, limit != "" and abs(parse(error)) > parse(limit))


def _mean(single: Sequence[NozzleError]) -> NozzleError:
    total = sum((parse(one.error_percent) for one in single), Fraction(0))
    mean = exact_or_12_digits(divide(total, Fraction(len(single))))
    return _placed(single[0].check, None, mean, single[0].mpe_percent)


def fairness(checks: Iterable[Told], on: date, library: Library | None = None) -> Fairness | None:
    """Of the checks that count, in the order given. None until two nozzles have an error."""
    each: dict[tuple[Any, Any], list[NozzleError]] = {}
    for check in checks:
        if found := nozzle_errors(check):
            each.setdefault((check.premises_id, check.instrument_id), []).extend(found)
    if len(each) < LEAST_NOZZLES:
        return None
    errors = [one for found in each.values() for one in found]
    limits = {one.mpe_percent for one in errors}
    common = limits.pop() if len(limits) == 1 else ""
    inputs: dict[str, object] = {"errors_percent": [one.error_percent for one in errors]}
    if common:
        inputs["mpe_percent"] = common
    return Fairness(errors, len(each), common, _evaluated(inputs, on, library))


def _evaluated(inputs: Mapping[str, object], on: date, library: Library | None) -> Mapping[str, object] | None:
    try:
        return evaluate(RULE, inputs, on, library=library).as_record()
    except MetrologyProblem:
        return None
