"""What a measurement is: an officer's check, or a technical institution's test that names who made it."""

from __future__ import annotations

from typing import Any

import pytest

from server.inspections.models import Check
from server.kernel.problems import Problem
from tests.factories.visits import READING, Office, Visit

TESTER = {"institution": "样例市计量测试所", "person": "样例检定员", "certificate_number": "样例-检-2026-017"}
FINE = {"verdict": "pass", "values": {}, "edition": None, "basis": None}


def measured(nature: str = "institution_test", reading: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return {"rule": "nawi_indication_error", "inputs": {**READING, **(reading or {})}, "nature": nature,
            "screening": False, "phone": FINE, **more}


def kept(bureau: Office, id: str) -> Check:
    with bureau.open() as session:
        found = session.get_one(Check, id)
        session.expunge(found)
    return found


@pytest.fixture
def visit(bureau: Office) -> Visit:
    return Visit(bureau).create()


@pytest.mark.parametrize(("reading", "verdict", "conclusion"), [
    ({}, "pass", "conforming"), ({"indication_I": "2515"}, "fail", "nonconforming")])
def test_an_institutions_test_is_judged_like_any_other_and_keeps_who_made_it(
        bureau: Office, visit: Visit, reading: dict[str, str], verdict: str, conclusion: str) -> None:
    found = kept(bureau, visit.check(measurements=[measured(reading=reading, tester=TESTER)]))
    officers = kept(bureau, visit.check(scale=1, measurements=[measured("officer_check", reading)]))
    assert (found.measurements[0]["nature"], found.measurements[0]["tester"]) == ("institution_test", TESTER)
    assert found.server_evaluation == officers.server_evaluation
    assert (found.server_evaluation[0]["verdict"], found.conclusion) == (verdict, conclusion)


def test_the_standards_of_the_visit_say_nothing_about_an_institutions_test(bureau: Office) -> None:
    """Its own stand in its certificate; the officer's check of the same visit is measured with none (ADR 0016)."""
    visit = Visit(bureau).create(conditions={"standards_rule": "1"}, venue_kind="supermarket")
    tested = kept(bureau, visit.check(measurements=[measured(tester=TESTER)]))
    checked = kept(bureau, visit.check(scale=1, measurements=[measured("officer_check")]))
    assert (tested.conclusion, tested.server_evaluation[0].get("standard")) == ("conforming", None)
    assert (checked.conclusion, checked.server_evaluation[0]["standard"]) == ("inconclusive", "standard_missing")


@pytest.mark.parametrize(("one", "pointer"), [
    (measured(), "tester"),
    (measured("officer_check", tester=TESTER), "tester"),
    (measured(tester=None), "tester"),
    (measured(tester="样例市计量测试所"), "tester"),
    *[(measured(tester={name: text for name, text in TESTER.items() if name != left}), f"tester/{left}")
      for left in TESTER],
    *[(measured(tester={**TESTER, name: wrong}), f"tester/{name}")
      for name, most in (("institution", 200), ("person", 60), ("certificate_number", 100))
      for wrong in ("", " \t", "甲" * (most + 1), "a\x00b", 7)],
    (measured(tester={**TESTER, "result": "pass"}), "tester/result"),
    (measured("verification", tester=TESTER), "nature"),
    ({name: value for name, value in measured(tester=TESTER).items() if name != "nature"}, "nature")])
def test_a_nature_that_does_not_hold_together_is_refused_by_its_field(
        bureau: Office, visit: Visit, one: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Problem) as refused:
        visit.check(measurements=[one])
    assert [error["pointer"] for error in refused.value.errors] == [f"/measurements/0/{pointer}"]


def test_the_longest_words_are_taken(bureau: Office, visit: Visit) -> None:
    longest = {"institution": "甲" * 200, "person": "乙" * 60, "certificate_number": "丙" * 100}
    assert kept(bureau, visit.check(measurements=[measured(tester=longest)])).measurements[0]["tester"] == longest
