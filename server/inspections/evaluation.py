"""Judging every measurement again, with the edition and standards of the day; the phone's word stays beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from server.inspections.policy import INSTITUTION_TEST
from server.kernel.columns import canonical
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import Library
from server.metrology.rules import evaluate
from server.metrology.verdicts import is_reference
from server.standards import policy

COMPARED = ("verdict", "values", "edition", "standard", "reference")
# Visits carry this since a superseded edition only informs; what began before keeps its conclusion (ADR 0017).
MARK, MARKED = "reference_rule", "1"


def judged(measurement: Mapping[str, Any], on: date, library: Library | None = None) -> dict[str, Any]:
    """The server's verdict on one measurement; what cannot be judged says why."""
    try:
        return evaluate(measurement["rule"], measurement["inputs"], on, library=library).as_line()
    except MetrologyProblem as problem:
        return {"verdict": None, "values": {}, "edition": None, "basis": None, "problem": problem.as_record()}


def with_standards(measurements: Sequence[Mapping[str, Any]], evaluations: Sequence[dict[str, Any]],
                   visit: Mapping[str, Any], registered: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each evaluation with what is wrong with the standard it was measured with, where something is.

    A technical institution answers for its own standards in its certificate; those of the visit say nothing about it.
    """
    found = [None if one["nature"] == INSTITUTION_TEST else
             policy.finding(one["rule"], one["inputs"], said["values"], visit, registered)
             for one, said in zip(measurements, evaluations, strict=True)]
    return [{**said, "standard": one} if one else said for said, one in zip(evaluations, found, strict=True)]


def with_reference(evaluations: Sequence[dict[str, Any]], visit: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each evaluation marked where it only informs, in a visit that says so."""
    if visit["conditions"].get(MARK) != MARKED:
        return list(evaluations)
    return [{**one, "reference": True} if is_reference(one) else one for one in evaluations]


def differ(measurements: Sequence[Mapping[str, Any]], evaluations: Sequence[Mapping[str, Any]]) -> bool:
    """Whether phone and server disagree about any verdict, value or edition, or whether it counts."""
    return any(_heard(one["phone"]) != _heard(server) for one, server in zip(measurements, evaluations, strict=True))


def _heard(answer: Mapping[str, Any]) -> str:
    return canonical({name: answer.get(name) or None for name in COMPARED})
