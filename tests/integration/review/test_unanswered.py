"""The reviewer is told which checklists the place asked for and nobody answered; nothing is barred by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from server.kernel.ids import uuid7
from server.registry.commands import create_instrument, create_premises
from server.registry.inputs import NewInstrument, NewPremises
from server.rulebooks.commands import publish_bundled
from tests.conftest import StandingClock
from tests.factories.people import Client
from tests.factories.visits import BAOTA, PHOTO, SIGNATURE, Office, Visit
from tests.integration.review.conftest import arrive

Desk = Callable[[str], Client]


@pytest.fixture
def combined(bureau: Office) -> Office:
    """A market with chargers in its yard and a truck scale at its gate."""
    writer, now, station = bureau.who("chief"), bureau.clock(), uuid7()
    with bureau.open() as session:
        publish_bundled(session, now=now)
        for id, kind, parent in ((station, "charging_station", bureau.market_id), (uuid7(), "pile", station)):
            create_premises(session, writer, NewPremises(id=id, kind=kind, name="样例", division=BAOTA,
                                                         parent_id=parent), now=now)
        create_instrument(session, writer, NewInstrument(
            id=uuid7(), kind="nawi", name="电子汽车衡", premises_id=bureau.market_id, purpose="trade",
            serial_number="样例QC"), now=now)
    arrive(bureau, PHOTO, SIGNATURE)
    return bureau


def answered(visit: Visit, *lists: tuple[str, str, str], **changes: Any) -> Visit:
    for target, code, edition in lists:
        visit.check(target=target, premises_id=visit.office.market_id, instrument_id=None, measurements=[],
                    checklist_code=code, checklist_edition=edition,
                    answers=[{"item": "U01", "answer": "conforming"}], **changes)
    return visit


def left(desk: Desk, visit: Visit) -> list[str]:
    return [one["code"] for one in desk("chief").get(f"/api/v1/inspections/{visit.id}").get_json()[
        "unanswered_checklists"]]


ORGANISER = ("organiser", "market_organiser", "2025-03")
CHARGING = ("premises", "charging_station", "2023-01")
SCALE = ("premises", "truck_scale", "2022-03")


def test_what_nobody_answered_is_named_with_how_much_it_asks(combined: Office, desk: Desk) -> None:
    visit = answered(Visit(combined).create(), ORGANISER).submit()
    found = desk("chief").get(f"/api/v1/inspections/{visit.id}").get_json()["unanswered_checklists"]
    assert [(one["code"], one["edition"]) for one in found] == [CHARGING[1:], SCALE[1:]]
    assert found[0]["title"] == "充电站检查表" and found[0]["title_en"] == "Charging station checklist"
    assert found[0]["items"] == 13  # EV01–EV10, EV12, U17, U18: the organiser is asked the other universal items
    assert found[1]["items"] == 6  # GR01, GR04, GR07, GR08, GR09, GR14


def test_nothing_is_left_when_each_was_answered_or_nothing_could_be(combined: Office, desk: Desk) -> None:
    assert left(desk, answered(Visit(combined).create(), ORGANISER, CHARGING, SCALE).submit()) == []
    closed = Visit(combined).create()
    assert left(desk, closed.submit(outcome="closed_business")) == []
    shut = answered(Visit(combined).create(), ("organiser", "", ""), outcome="closed_business")
    assert left(desk, shut.submit()) == []


def test_what_came_to_the_place_after_signing_is_not_missed(combined: Office, desk: Desk,
                                                            clock: StandingClock) -> None:
    visit = answered(Visit(combined).create(), ORGANISER, CHARGING, SCALE).submit()
    clock.at += timedelta(days=1)
    writer, now = combined.who("chief"), combined.clock()
    with combined.open() as session:
        create_premises(session, writer, NewPremises(id=uuid7(), kind="parking", name="样例停车场", division=BAOTA,
                                                     parent_id=combined.market_id), now=now)
    assert left(desk, visit) == []
    later = answered(Visit(combined).create(), ORGANISER, CHARGING, SCALE)
    assert left(desk, later.submit()) == ["parking"]


def test_a_record_is_approved_all_the_same(combined: Office, desk: Desk) -> None:
    """Phones of an older version asked one list; their records keep their meaning."""
    visit = answered(Visit(combined).create(), ORGANISER).submit()
    visit.confirm()
    found = desk("chief").get(f"/api/v1/inspections/{visit.id}").get_json()
    assert found["unanswered_checklists"] and found["obstacles"] == []
    decided = desk("chief").post(f"/api/v1/inspections/{visit.id}/decisions",
                                 json={"decision": "approve", "version": found["version"]})
    assert decided.status_code == 201, decided.get_data(as_text=True)
    assert left(desk, visit) == []  # nobody can answer it any more
