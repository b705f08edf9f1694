"""A verdict needs a standard in date and fine enough: the server says what is wrong, and refuses the conclusion."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.inspections.models import Check
from server.kernel.ids import uuid7
from server.kernel.problems import Invalid
from server.standards.commands import create_standard, move_standard, patch_standard
from server.standards.inputs import MoveStandard, NewStandard, PatchStandard
from tests.factories.visits import ANSAI, BAOTA, Office, Visit

ASKED = {"standards_rule": "1"}
BEYOND = {"indication_I": "2515"}
OFF = {"verdict": "fail", "values": {}, "edition": None, "basis": None}


def registered(bureau: Office, who: str = "chief", **changes: Any) -> dict[str, Any]:
    """A weight set in the register, as a visit names it."""
    stated: dict[str, Any] = {
        "id": uuid7(), "kind": "weight_set", "name": "砝码组（样例）", "serial_number": f"样例-{uuid7()[-6:]}",
        "division": BAOTA, "certificate_number": "样例-证-1", "verified_on": date(2026, 1, 10),
        "valid_until": date(2027, 1, 9), "accuracy_kind": "maximum_permissible_error", "accuracy_value": "250",
        "accuracy_unit": "mg", **changes}
    identity = bureau.who(who)
    with bureau.open() as session:
        create_standard(session, identity, NewStandard(**stated), now=bureau.clock())
    return {"standard_id": stated["id"], "name": stated["name"], "serial_number": stated["serial_number"],
            "certificate_number": stated["certificate_number"], "valid_until": stated["valid_until"].isoformat()}


def judged(bureau: Office, *standards: dict[str, Any], conditions: dict[str, str] | None = None,
           venue: dict[str, Any] | None = None, **check: Any) -> Check:
    """One scale weighed in a visit with these standards, as the server keeps it."""
    visit = Visit(bureau).create(standards=list(standards), conditions=ASKED if conditions is None else conditions,
                                 **(venue or {}))
    id = visit.check(**check)
    with bureau.open() as session:
        found = session.get_one(Check, id)
        session.expunge(found)
    return found


def told(found: Check) -> tuple[str, str | None]:
    return found.conclusion, found.server_evaluation[0].get("standard")


def test_a_fine_standard_in_date_leaves_the_conclusion(bureau: Office) -> None:
    assert told(judged(bureau, registered(bureau))) == ("conforming", None)
    assert told(judged(bureau, registered(bureau), reading=BEYOND, phone=OFF)) == ("nonconforming", None)


@pytest.mark.parametrize(("changes", "expected"), [
    ({"valid_until": date(2026, 11, 24)}, "standard_expired"),
    ({"verified_on": date(2026, 11, 26)}, "standard_expired"),
    ({"accuracy_value": "5000"}, "standard_too_coarse"), ({"kind": "other"}, "standard_missing")])
def test_what_does_not_hold_refuses_and_is_named(bureau: Office, changes: dict[str, Any], expected: str) -> None:
    one = registered(bureau, **changes)
    assert told(judged(bureau, one)) == ("inconclusive", expected)
    beyond = judged(bureau, one, reading=BEYOND, phone=OFF)
    assert (*told(beyond), beyond.exceeds) == ("inconclusive", expected, False)


def test_what_is_not_stated_is_shown_and_does_not_refuse(bureau: Office) -> None:
    one = registered(bureau, accuracy_kind=None, accuracy_value=None, accuracy_unit=None)
    assert told(judged(bureau, one)) == ("conforming", "standard_unknown")
    borrowed = {"name": "借用砝码（样例）", "serial_number": "样例-借", "certificate_number": None, "valid_until": None}
    assert told(judged(bureau, borrowed)) == ("conforming", "standard_unknown")


def test_no_standard_refuses_but_the_organisers_weight_counts(bureau: Office) -> None:
    assert told(judged(bureau)) == ("inconclusive", "standard_missing")
    assert told(judged(bureau, conditions={**ASKED, "standard_weight_kg": "1"})) == ("conforming", "standard_unknown")


def test_what_was_found_wrong_otherwise_stays_wrong(bureau: Office) -> None:
    seals = [{"field": "seal", "expected": "样例", "answer": "mismatch", "seen": None}]
    assert told(judged(bureau, identity_checks=seals)) == ("nonconforming", "standard_missing")


def test_a_visit_begun_before_standards_were_asked_for_keeps_its_conclusion(bureau: Office) -> None:
    expired = registered(bureau, valid_until=date(2026, 11, 24))
    for standards in ((), (expired,)):
        assert told(judged(bureau, *standards, conditions={})) == ("conforming", None)


def test_a_certificate_renewed_or_a_standard_retired_since_does_not_reach_back(bureau: Office) -> None:
    one, chief = registered(bureau), bureau.who("chief")
    with bureau.open() as session:
        renewal = {"certificate_number": "样例-证-2", "verified_on": date(2026, 11, 26),
                   "valid_until": date(2027, 11, 25)}
        patch_standard(session, chief, PatchStandard(one["standard_id"], renewal), now=bureau.clock())
        move_standard(session, chief, MoveStandard(one["standard_id"], "retire"), now=bureau.clock())
    assert told(judged(bureau, one)) == ("conforming", None)


def test_a_standard_of_another_division_is_as_good_as_typed(bureau: Office) -> None:
    elsewhere = registered(bureau, "stranger_chief", division=ANSAI, accuracy_value="5000")
    assert told(judged(bureau, elsewhere)) == ("conforming", "standard_unknown")


def test_phone_and_server_that_disagree_about_the_standard_are_told_apart(bureau: Office) -> None:
    expired = registered(bureau, valid_until=date(2026, 11, 24))
    agreed = judged(bureau, expired)
    told_so = {**agreed.server_evaluation[0], "problem": None}
    said = {name: told_so[name] for name in ("verdict", "values", "edition", "basis", "standard")}
    assert judged(bureau, expired, phone=said).evaluators_differ is False
    assert judged(bureau, expired, phone={**said, "standard": None}).evaluators_differ is True


def test_an_unknown_word_about_a_standard_is_refused(bureau: Office) -> None:
    with pytest.raises(Invalid) as refused:
        judged(bureau, phone={**OFF, "standard": "fine"})
    assert refused.value.errors and refused.value.errors[0]["pointer"] == "/measurements/0/phone/standard"
    with pytest.raises(Invalid) as refused:
        judged(bureau, {"name": "x", "serial_number": "x", "standard_id": "x"})
    assert refused.value.errors and refused.value.errors[0]["pointer"] == "/standards/0/standard_id"
