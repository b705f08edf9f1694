"""The queue and the record as a reviewer sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.people import Client
from tests.factories.visits import PHOTO, SIGNATURE, Office, Visit, submitted
from tests.integration.review.conftest import arrive

Desk = Callable[[str], Client]


def queue(desk: Desk, who: str = "chief", **asked: Any) -> list[dict[str, Any]]:
    answer = desk(who).get("/api/v1/review/queue", query_string=asked)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["items"]
    return found


def test_the_oldest_comes_first_page_by_page(bureau: Office, desk: Desk) -> None:
    visits = []
    for _ in range(5):
        visits.append(submitted(bureau).id)
        bureau.clock.forward(minutes=1)  # type: ignore[attr-defined]
    seen, cursor = [], None
    while True:
        page = desk("chief").get("/api/v1/review/queue", query_string={"limit": 2, **({"cursor": cursor} if cursor
                                                                                       else {})}).get_json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == visits


def test_a_row_says_what_a_reviewer_wants_to_know(bureau: Office, desk: Desk) -> None:
    visit = Visit(bureau).create()
    visit.check(reading={"indication_I": "2505", "additional_dL": "4.5"})
    visit.check(scale=1, measurements=[], answers=[{"item": "U07", "answer": "nonconforming", "note": "铅封缺失",
                                                    "photos": [], "phrase": None}])
    replaced = visit.check(reading={"indication_I": "2505", "additional_dL": "4.5"})
    visit.check(replaces=replaced)
    visit.submit()
    (row,) = queue(desk)
    assert (row["checks"], row["exceeding"], row["nonconforming"], row["evaluators_differ"]) == (3, 1, 1, True)
    assert (row["missing_blobs"], row["second_confirmed_at"], row["state"]) == (2, None, "submitted")
    assert (row["premises_name"], row["lead_officer_name"], row["second_officer_name"]) == (
        "样例集贸市场", "样例lead", "样例second")


def test_filters_narrow_and_divisions_bound(bureau: Office, desk: Desk) -> None:
    clean = submitted(bureau)
    arrive(bureau, PHOTO, SIGNATURE)
    bad = Visit(bureau).create()
    bad.check(reading={"indication_I": "2505", "additional_dL": "4.5"}, photos=["9" * 64])
    bad.submit()
    begun = Visit(bureau).create()
    assert [one["id"] for one in queue(desk)] == sorted([clean.id, bad.id])
    for flag in ("exceeding", "nonconforming", "awaiting_confirmation", "awaiting_evidence"):
        assert [one["id"] for one in queue(desk, flag=flag)] == [bad.id], flag
    assert [one["id"] for one in queue(desk, state="open")] == [begun.id]
    assert queue(desk, division="610603") == queue(desk, "stranger_chief") == []
    assert len(queue(desk, "city", division="610602")) == 2
    for bad_filter in ({"state": "lost"}, {"flag": "x"}, {"division": "1"}, {"limit": 0}, {"x": 1}):
        assert desk("chief").get("/api/v1/review/queue", query_string=bad_filter).status_code == 422
    counts = desk("chief").get("/api/v1/review/counts").get_json()
    assert counts == {"open": 1, "submitted": 2, "returned": 0, "approved": 0, "superseded": 0,
                      "awaiting_confirmation": 1, "awaiting_evidence": 1, "conflicts": 0}
    assert set(desk("stranger_chief").get("/api/v1/review/counts").get_json().values()) == {0}


def test_the_record_shows_everything_in_one_view(bureau: Office, desk: Desk) -> None:
    visit = Visit(bureau).create()
    first = visit.check()
    second = visit.check(replaces=first, reading={"indication_I": "2505", "additional_dL": "4.5"}, photos=["9" * 64])
    visit.patch("second", conditions={"temperature_C": "20"})
    visit.submit()
    visit.confirm()
    arrive(bureau, PHOTO)
    found = desk("chief").get(f"/api/v1/inspections/{visit.id}").get_json()
    one, two = found["checks"] if found["checks"][0]["id"] == first else found["checks"][::-1]
    assert (one["replaced_by"], two["replaced_by"], two["exceeds"], two["conclusion"]) == (
        second, None, True, "nonconforming")
    assert two["measurements"][0]["phone"]["verdict"] == "pass" and two["server_evaluation"][0]["verdict"] == "fail"
    assert two["instrument"]["id"] == bureau.scales[0] and two["place"]["position_no"] == "1"
    arrived = {photo["sha256"]: photo["arrived"] for photo in found["photos"]}
    assert arrived == {PHOTO: True, "9" * 64: False, SIGNATURE: False} and found["missing_blobs"] == 2
    assert {officer["role"] for officer in found["officers"]} == {"lead", "second"}
    assert found["confirmations"][0]["method"] == "own_session" and found["premises"]["name"] == "样例集贸市场"
    patch = found["history"][1]
    assert patch["changed"] == [{"field": "conditions", "from": {}, "to": {"temperature_C": "20"}}]
    assert patch["actor_name"] == "样例second"
    assert found["obstacles"] == ["awaiting_evidence"]
