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
CASES = {case["id"]: case for path in FILES for case in json.loads(path.read_text(encoding="utf-8"))}
STEP = ("name", "formula", "unit")
REASON = ("quantity", "unit", "clause", "clause_en", "confidence")
KIND = ("comparison", "screening", "reference_only", "confidence")


def record_of(case: dict[str, Any]) -> dict[str, Any]:
    return judge_line({"rule": case["rule"], "on": case.get("on"), "inputs": case["inputs"]}, full=True)


@pytest.mark.parametrize("rule", RULES)
def test_the_working_of(rule: str) -> None:
    steps: set[tuple[str, ...]] = set()
    reasons: set[tuple[str | None, ...]] = set()
    for record in (record_of(case) for case in CASES.values() if case["rule"] == rule):
        steps |= {tuple(step[name] for name in STEP) for step in record.get("trace", ())}
        reasons |= {tuple(reason[name] for name in REASON) for reason in record.get("reasons", ())}
    assert steps == {tuple(row) for row in WORKINGS[rule]["steps"]}
    assert reasons == {tuple(row) for row in WORKINGS[rule]["reasons"]}


@pytest.mark.parametrize("rule", RULES)
def test_the_sheets_of(rule: str) -> None:
    for name, kind, steps, reasons in WORKINGS[rule]["sheets"]:
        record = record_of(CASES[name])
        assert record["rule"] == rule
        assert [record[key] for key in KIND] == kind, name
        assert [[step["name"], step["value"], step["unit"]] for step in record["trace"]] == steps, name
        shown = ("quantity", "value", "limit", "outcome")
        assert [[reason[key] for key in shown] for reason in record["reasons"]] == reasons, name


def test_no_working_of_a_rule_that_is_not() -> None:
    assert set(WORKINGS) == set(RULES)
