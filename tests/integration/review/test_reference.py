"""A lens judged by a superseded edition: shown with its verdict, raised by no flag, and no conclusion of the check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.kernel.problems import Invalid
from tests.factories.people import Client
from tests.factories.visits import Office, Visit

Desk = Callable[[str], Client]
BEYOND = {"rx": {"S": "-3.00", "C": "0"}, "measured": {"S": "-3.50", "C": "0"}}
MARKED = {"reference_rule": "1"}


def handed_in(bureau: Office, conditions: dict[str, str], inputs: dict[str, Any] = BEYOND, **phone: Any) -> Visit:
    said = {"verdict": "fail", "values": {}, "edition": None, "basis": None, **phone}
    lens = {"rule": "spectacle_lens_power", "inputs": inputs, "nature": "officer_check", "screening": False,
            "phone": said}
    visit = Visit(bureau).create(conditions=conditions)
    visit.check(measurements=[lens])
    return visit.submit()


def seen(desk: Desk, visit: Visit) -> tuple[dict[str, Any], dict[str, Any]]:
    """The check as the record shows it, and its row in the queue."""
    (check,) = desk("chief").get(f"/api/v1/inspections/{visit.id}").get_json()["checks"]
    (row,) = desk("chief").get("/api/v1/review/queue").get_json()["items"]
    return check, row


def test_it_is_shown_and_neither_counted_nor_flagged(bureau: Office, desk: Desk) -> None:
    check, row = seen(desk, handed_in(bureau, MARKED, reference=True))
    [said] = check["server_evaluation"]
    assert (said["verdict"], said["reference"]) == ("fail", True) and said["basis"].endswith("; reference_only")
    assert (check["conclusion"], check["exceeds"]) == ("inconclusive", False)
    assert (row["exceeding"], row["nonconforming"]) == (0, 0)
    for flag in ("exceeding", "nonconforming"):
        assert desk("chief").get("/api/v1/review/queue", query_string={"flag": flag}).get_json()["items"] == []


def test_a_visit_of_an_older_app_keeps_its_conclusion(bureau: Office, desk: Desk) -> None:
    check, row = seen(desk, handed_in(bureau, {}))
    assert "reference" not in check["server_evaluation"][0]
    assert (check["conclusion"], check["exceeds"], row["exceeding"]) == ("nonconforming", True, 1)


def test_given_limits_of_the_declared_standard_count(bureau: Office, desk: Desk) -> None:
    check, row = seen(desk, handed_in(bureau, MARKED, {**BEYOND, "tol_meridian": "0.12", "tol_cyl": "0.09"}))
    assert (check["conclusion"], row["exceeding"]) == ("nonconforming", 1)


@pytest.mark.parametrize("mark", ["yes", 1])
def test_the_phones_own_mark_is_a_yes_or_a_no(bureau: Office, mark: Any) -> None:
    with pytest.raises(Invalid) as refused:
        handed_in(bureau, MARKED, reference=mark)
    assert [one["pointer"] for one in refused.value.errors] == ["/measurements/0/phone/reference"]
