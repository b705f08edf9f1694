"""Reference data: published once, pulled as entities, replaced by an administrator without losing the past."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.kernel import changes
from server.kernel.changes import Scope
from server.kernel.transaction import read, write
from server.metrology.rulebook import bundled
from server.rulebooks import bundle, queries
from server.rulebooks.commands import publish_bundled
from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people

CITY = "610600"


@pytest.fixture
def stocked(app: Flask, clock: StandingClock) -> Flask:
    with app.app_context(), write() as session:
        assert publish_bundled(session, now=clock()) > 40
    return app


@pytest.fixture
def administrator(stocked: Flask, clock: StandingClock) -> Client:
    with_people(stocked, clock, {"admin": [("administrator", CITY)], "local": [("administrator", "610602")],
                                 "inspector": [("inspector", "610602")]})
    return sign_in(stocked, "admin")


def test_publishing_twice_changes_nothing(stocked: Flask, clock: StandingClock) -> None:
    with stocked.app_context():
        with read() as session:
            heads = {one.name: one.head for one in session.scalars(sa.select(Scope))}
        with write() as session:
            assert publish_bundled(session, now=clock()) == 0
        with read() as session:
            assert {one.name: one.head for one in session.scalars(sa.select(Scope))} == heads
            assert heads["ref:checklists"] == len(bundle.checklists()) + len(bundle.phrases())
            assert heads["ref:rulebooks"] == sum(len(one.procedures) for one in bundled().editions)


def test_a_record_and_its_wire_state_agree(stocked: Flask) -> None:
    with stocked.app_context(), read() as session:
        for one in [*queries.checklists(session), *queries.phrases(session), *queries.rulebooks(session)]:
            version = changes.current(session, one.id)
            assert version is not None
            assert version.state == one.wire()


def test_the_list_can_be_asked_for_a_day(administrator: Client) -> None:
    found = administrator.get("/api/v1/checklists?code=market_stall&on=2026-11-25").get_json()["items"]
    assert [one["edition"] for one in found] == ["2025-03"]
    assert len(administrator.get("/api/v1/checklists").get_json()["items"]) == len(bundle.checklists())
    assert administrator.get("/api/v1/checklists?on=yesterday").status_code == 422
    assert administrator.get("/api/v1/checklists?colour=red").status_code == 422
    assert len(administrator.get("/api/v1/phrases?venue_kind=optician").get_json()["items"]) >= 8
    penalties = administrator.get("/api/v1/penalties").get_json()
    assert penalties == bundle.penalties()
    rulebooks = administrator.get("/api/v1/rulebooks").get_json()["items"]
    assert {(one["rule"], one["edition"]) for one in rulebooks} == {
        (rule, edition.name) for edition in bundled().editions for rule in edition.procedures}


def test_nobody_reads_without_signing_in(stocked: Flask) -> None:
    assert stocked.test_client().get("/api/v1/checklists").status_code == 401


def replacement(**changed: Any) -> dict[str, Any]:
    old = next(one for one in bundle.checklists() if one.code == "optician")
    return old.wire() | {"edition": "2026-12", "valid_from": "2026-12-01"} | changed


def test_an_administrator_replaces_an_edition_from_a_day_on(administrator: Client, stocked: Flask) -> None:
    made = administrator.post("/api/v1/checklists", json=replacement())
    assert made.status_code == 201, made.get_data(as_text=True)
    with stocked.app_context(), read() as session:
        before = queries.checklist_in_force(session, "optician", date(2026, 11, 30))
        after = queries.checklist_in_force(session, "optician", date(2026, 12, 1))
        assert before is not None and after is not None
        assert (before.edition, after.edition) == ("2022-09", "2026-12")
        assert changes.version_of(session, before.id) == 2
        assert queries.checklist_edition(session, "optician", "2022-09") is not None


def test_a_release_does_not_undo_what_the_administrator_replaced(administrator: Client, stocked: Flask,
                                                                clock: StandingClock) -> None:
    administrator.post("/api/v1/checklists", json=replacement())
    with stocked.app_context(), write() as session:
        assert publish_bundled(session, now=clock()) == 0


@pytest.mark.parametrize(("changed", "status", "where"), [
    ({"edition": "2022-09"}, 409, "edition_taken"), ({"valid_from": "2022-09-29"}, 409, "editions_overlap"),
    ({"valid_to": "2026-11-01"}, 422, "/valid_to"), ({"items": []}, 422, "/items"), ({"items": None}, 422, "/items"),
    ({"target": "roof"}, 422, "/target"), ({"valid_from": "soon"}, 422, "/valid_from"),
])
def test_a_bad_edition_is_refused_and_the_field_named(administrator: Client, changed: dict[str, Any], status: int,
                                                      where: str) -> None:
    answer = administrator.post("/api/v1/checklists", json=replacement(**changed))
    assert answer.status_code == status
    assert where in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["local", "inspector"])
def test_the_city_s_rules_are_not_a_county_s_to_change(administrator: Client, stocked: Flask, who: str) -> None:
    assert sign_in(stocked, who).post("/api/v1/checklists", json=replacement()).status_code == 403
