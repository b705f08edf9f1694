"""The worked cases that the phone's twin reads too: each must come out exactly, none may be passed over."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from server.metrology.judge import judge_line
from server.metrology.rules import RULES

VECTORS = Path(__file__).parents[2] / "vectors"
EXAMPLES = json.loads((VECTORS / "example_vectors.json").read_text(encoding="utf-8"))
OWN = [case for path in sorted((VECTORS / "metrology").glob("*.json")) for case in json.loads(path.read_text("utf-8"))]
LEAST_CASES = 12


def assert_equal_or_near(given: str | int, expected: str | int) -> None:
    """`~` in a vector means: rounded for display, compare within 1e-6."""
    assert type(given) is type(expected)
    if isinstance(expected, str) and expected.startswith("~"):
        assert abs(Fraction(given) - Fraction(expected[1:])) <= Fraction(1, 10**6)
    else:
        assert given == expected


def judged(case: dict[str, Any]) -> dict[str, Any]:
    return judge_line({"rule": case["rule"], "on": case.get("on"), "inputs": case["inputs"]})


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case["id"])
def test_example(case: dict[str, Any]) -> None:
    answer = judged(case | {"on": "2026-11-23"})
    assert answer["problem"] is None
    assert answer["verdict"] == case["expected_verdict"]
    for name, expected in case["expected_values"].items():
        assert_equal_or_near(answer["values"][name], expected)


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["id"])
def test_own(case: dict[str, Any]) -> None:
    answer = judged(case)
    if "expected_problem" in case:
        assert answer["problem"] is not None
        assert {key: answer["problem"][key] for key in ("slug", "pointer")} == case["expected_problem"]
        assert answer["verdict"] is None
        return
    assert answer["problem"] is None
    assert answer["verdict"] == case["expected_verdict"]
    assert set(answer["values"]) == set(case["expected_values"])
    for name, expected in case["expected_values"].items():
        assert_equal_or_near(answer["values"][name], expected)
    for name in ("edition", "basis"):
        assert answer[name] == case.get(f"expected_{name}", answer[name])


def test_every_rule_has_its_cases() -> None:
    counts = {rule: sum(case["rule"] == rule for case in OWN) for rule in (*RULES, "record_only")}
    assert min(counts.values()) >= LEAST_CASES, counts
    assert len(EXAMPLES) == 24
    assert len({case["id"] for case in OWN}) == len(OWN)
