"""Standards: what a visit's own leave open (the cases the phone's twin is held to), due dates, what goes together."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.standards import policy

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "standard_findings.json").read_text(encoding="utf-8"))
STATED: dict[str, Any] = {
    "kind": "weight_set", "verified_on": date(2026, 1, 10), "valid_until": date(2027, 1, 9), "nominal_minimum": "1",
    "nominal_maximum": "500", "nominal_unit": "g", "accuracy_kind": "maximum_permissible_error",
    "accuracy_value": "25", "accuracy_unit": "mg"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_finding(case: dict[str, Any]) -> None:
    assert policy.finding(case["rule"], case["inputs"], case["values"], case["visit"],
                          case["registered"]) == case["expected"]


def test_every_finding_has_a_case() -> None:
    assert {case["expected"] for case in CASES} == {None, *policy.FINDINGS}


def test_only_what_is_not_stated_does_not_refuse() -> None:
    assert [one for one in (None, *policy.FINDINGS) if not policy.refuses(one)] == [None, "standard_unknown"]


@pytest.mark.parametrize(("today", "state", "expected"), [
    ("2026-01-09", "in_use", "not_yet"), ("2026-01-10", "in_use", "valid"), ("2026-12-09", "in_use", "valid"),
    ("2026-12-10", "in_use", "expiring"), ("2027-01-09", "in_use", "expiring"), ("2027-01-10", "in_use", "expired"),
    ("2026-06-01", "retired", "retired")])
def test_how_a_certificate_stands_today(today: str, state: str, expected: str) -> None:
    standard = {"verified_on": "2026-01-10", "valid_until": "2027-01-09", "state": state, "retired_on": None}
    assert policy.due(standard, date.fromisoformat(today)) == expected


@pytest.mark.parametrize(("changes", "pointers"), [
    ({}, []),
    ({"valid_until": date(2026, 1, 9)}, ["/valid_until"]),
    ({"accuracy_value": None}, ["/accuracy_value"]),
    ({"accuracy_value": "0"}, ["/accuracy_value"]),
    ({"accuracy_value": "-1"}, ["/accuracy_value"]),
    ({"accuracy_unit": "mL"}, ["/accuracy_unit"]),
    ({"accuracy_unit": "%"}, []),
    ({"accuracy_kind": None, "accuracy_value": None, "accuracy_unit": None}, []),
    ({"nominal_unit": "%"}, ["/nominal_unit"]),
    ({"nominal_minimum": "501"}, ["/nominal_maximum"]),
    ({"nominal_minimum": None, "nominal_unit": None}, ["/nominal_minimum", "/nominal_unit"]),
    ({"kind": "other", "nominal_unit": "°C"}, []),
])
def test_what_is_stated_goes_together(changes: dict[str, Any], pointers: list[str]) -> None:
    assert [one["pointer"] for one in policy.faults({**STATED, **changes})] == pointers


def test_the_tests_that_need_a_standard_need_one_of_a_kind_that_can_be_registered() -> None:
    assert {need.kind for need in policy.NEEDS.values()} <= set(policy.KINDS)
