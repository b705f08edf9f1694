"""What the sheet of a judgement shows: each rule's formulas, units, clauses and confidences, as on the phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.judge import judge_line
from server.metrology.rules import RULES

VECTORS = Path(__file__).parents[2] / "vectors"
WORKINGS: dict[str, dict[str, list[Any]]] = json.loads((VECTORS / "workings.json").read_text(encoding="utf-8"))
FILES = sorted((VECTORS / "metrology").glob("*.json"))
CASES = [case for path in FILES for case in json.loads(path.read_text(encoding="utf-8"))]
REASON = ("quantity", "unit", "clause", "confidence")


@pytest.mark.parametrize("rule", RULES)
def test_the_working_of(rule: str) -> None:
    steps: set[tuple[str, ...]] = set()
    reasons: set[tuple[str | None, ...]] = set()
    for case in (case for case in CASES if case["rule"] == rule):
        record: Any = judge_line({"rule": rule, "on": case.get("on"), "inputs": case["inputs"]}, full=True)
        steps |= {(step["name"], step["formula"], step["unit"]) for step in record.get("trace", ())}
        reasons |= {tuple(reason[name] for name in REASON) for reason in record.get("reasons", ())}
    assert steps == {tuple(row) for row in WORKINGS[rule]["steps"]}
    assert reasons == {tuple(row) for row in WORKINGS[rule]["reasons"]}


def test_no_working_of_a_rule_that_is_not() -> None:
    assert set(WORKINGS) == set(RULES)
