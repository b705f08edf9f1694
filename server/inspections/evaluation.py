"""Judging every measurement again, with the edition in force on the day; the phone's word stays beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from server.kernel.columns import canonical
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import Library
from server.metrology.rules import evaluate

COMPARED = ("verdict", "values", "edition")


def judged(measurement: Mapping[str, Any], on: date, library: Library | None = None) -> dict[str, Any]:
    """The server's verdict on one measurement; what cannot be judged says why."""
    try:
        return evaluate(measurement["rule"], measurement["inputs"], on, library=library).as_line()
    except MetrologyProblem as problem:
        return {"verdict": None, "values": {}, "edition": None, "basis": None, "problem": problem.as_record()}


def differ(measurements: Sequence[Mapping[str, Any]], evaluations: Sequence[Mapping[str, Any]]) -> bool:
    """Whether phone and server disagree about any verdict, value or edition."""
    return any(_heard(one["phone"]) != _heard(server) for one, server in zip(measurements, evaluations, strict=True))


def _heard(answer: Mapping[str, Any]) -> str:
    return canonical({name: answer.get(name) or None for name in COMPARED})
