"""What a check concludes, and what the lifecycle allows."""

from __future__ import annotations

from typing import Any

import pytest

from server.accounts.permission_map import PERMISSIONS
from server.inspections import evaluation, policy
from server.inspections.lifecycle import AFTERWARDS, FACTS, PATCHABLE, STATES, STEPS, TABLE, is_sealed
from server.inspections.models import Inspection

PASS, FAIL, NONE = {"verdict": "pass"}, {"verdict": "fail"}, {"verdict": None}
OK, SHORT, VALUE = {"verdict": "ok"}, {"verdict": "T1_defective"}, {"verdict": "value"}
RECORDED = {"verdict": None, "problem": {"slug": "record_only"}}


def check(outcome: str = "checked", answers: tuple[str, ...] = (), identity: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"outcome": outcome, "answers": [{"answer": one} for one in answers],
            "identity_checks": [{"answer": one} for one in identity]}


@pytest.mark.parametrize(("given", "evaluations", "expected"), [
    (check(), [PASS], "conforming"),
    (check(), [PASS, FAIL], "nonconforming"),
    (check(), [PASS, NONE], "inconclusive"),
    (check(), [FAIL, NONE], "nonconforming"),
    (check(answers=("conforming", "not_applicable")), [], "conforming"),
    (check(answers=("nonconforming",)), [PASS], "nonconforming"),
    (check(identity=("mismatch",)), [PASS], "nonconforming"),
    (check(identity=("unseen",)), [PASS], "inconclusive"),
    (check("not_seen"), [FAIL], "not_checked"),
    (check(), [], "inconclusive"),
    (check(), [OK, VALUE], "conforming"),
    (check(), [OK, SHORT], "nonconforming"),
    (check(), [VALUE], "inconclusive"),
    (check(), [RECORDED], "inconclusive"),
    (check(answers=("conforming",)), [RECORDED], "conforming"),
    (check(), [RECORDED, FAIL], "nonconforming"),
    (check(answers=("conforming",)), [VALUE], "conforming"),
])
def test_the_conclusion_of_a_check(given: dict[str, Any], evaluations: list[dict[str, Any]], expected: str) -> None:
    assert policy.conclusion(given, evaluations) == expected


def test_every_photo_a_check_names_is_found() -> None:
    named = {"photos": ["a"], "answers": [{"photos": ["b", "c"]}, {"photos": None}, {}]}
    assert policy.photos_of(named) == {"a", "b", "c"}


def said(**changes: Any) -> dict[str, Any]:
    return {"phone": {"verdict": "pass", "values": {"E": "2.5"}, "edition": "x", "basis": "b", **changes}}


def test_evaluators_differ_by_verdict_value_or_edition() -> None:
    server = [{"verdict": "pass", "values": {"E": "2.5"}, "edition": "x", "basis": "another wording", "problem": None}]
    assert not evaluation.differ([said()], server)
    for change in ({"verdict": "fail"}, {"values": {"E": "2.50"}}, {"values": {}}, {"edition": None}):
        assert evaluation.differ([said(**change)], server), change


def test_neither_could_judge_is_no_difference() -> None:
    problem = evaluation.judged({"rule": "no_such_rule", "inputs": {}}, __import__("datetime").date(2026, 11, 25))
    assert problem["problem"]["slug"] == "rule_unknown"
    assert not evaluation.differ([said(verdict=None, values={}, edition=None)], [problem])


def test_each_field_of_an_inspection_is_a_fact_or_came_afterwards() -> None:
    columns = {one.key for one in Inspection.__table__.columns} - {"id", "created_at", "updated_at"}
    assert set(FACTS) | set(AFTERWARDS) == columns and not set(FACTS) & set(AFTERWARDS)
    assert set(PATCHABLE) <= set(FACTS)


def test_the_table_is_sound() -> None:
    assert len(TABLE) == len(STEPS)
    assert {step.source for step in STEPS} | {step.target for step in STEPS} == set(STATES)
    assert {step.permission for step in STEPS} <= PERMISSIONS.keys()
    assert [state for state in STATES if not is_sealed(state)] == ["open"]
    assert all(step.target != "open" for step in STEPS)  # what is sealed never opens again
    assert not [step for step in STEPS if step.source == "superseded"]
