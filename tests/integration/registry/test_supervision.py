"""Graded supervision over HTTP: figures with sources, a class with a reason, kept and audited, never computed."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.kernel.audit import AuditEntry
from server.kernel.ids import uuid7
from server.kernel.transaction import read
from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people
from tests.integration.registry.conftest import BAOTA, LUOCHUAN

API = "/api/v1"


@pytest.fixture
def people(app: Flask, clock: StandingClock) -> dict[str, Client]:
    with_people(app, clock, {"desk": [("supervisor", BAOTA)], "field": [("inspector", BAOTA)],
                             "far": [("supervisor", LUOCHUAN)]})
    return {name: sign_in(app, name) for name in ("desk", "field", "far")}


def made(client: Client, path: str, **body: Any) -> str:
    answer = client.post(f"{API}/{path}", json={"id": uuid7(), **body})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


@pytest.fixture
def market(people: dict[str, Client]) -> tuple[str, str]:
    """A market with a stall: one scale in date, one past it, one that failed, one never verified."""
    desk = people["desk"]
    market = made(desk, "premises", kind="market", name="样例集贸市场", division=BAOTA)
    stall = made(desk, "premises", kind="stall", name="水果摊", parent_id=market)
    certificates: list[dict[str, str]] = [
        {"valid_until": "2099-01-01", "verification_result": "conforming"},
        {"valid_until": "2026-01-01", "verification_result": "conforming"},
        {"valid_until": "2099-01-01", "verification_result": "nonconforming"}, {}]
    for order, one in enumerate(certificates):
        proof = {"certificate_number": f"样例-{order}", "verified_on": "2025-01-02"} if one else {}
        made(desk, "instruments", kind="nawi", name="电子计价秤", premises_id=stall, purpose="trade",
             serial_number=f"样例{order}", **proof, **one)
    return market, stall


def test_the_figures_count_the_whole_venue_and_name_their_source(people: dict[str, Client],
                                                                  market: tuple[str, str]) -> None:
    found = people["field"].get(f"{API}/premises/{market[0]}/supervision").get_json()
    assert {one["code"]: one["count"] for one in found["criteria"]} == {
        "overdue": 1, "failed": 1, "unknown": 1, "mandatory": 4, "instruments": 4}
    assert all(one["source"] and one["source_en"] and one["confidence"] for one in found["criteria"])
    assert (found["grades"], found["frequency"]["confidence"]) == ([], "second_hand")


def test_a_class_is_set_with_a_reason_and_the_earlier_one_stays(people: dict[str, Client], market: tuple[str, str],
                                                                app: Flask) -> None:
    address = f"{API}/premises/{market[0]}/supervision"
    for grade, reason in (("B", "首次认定"), ("C", "超期一台")):
        assert people["desk"].post(address, json={"grade": grade, "reason": reason}).status_code == 201
    found = people["field"].get(address).get_json()
    assert [(one["grade"], one["reason"]) for one in found["grades"]] == [("C", "超期一台"), ("B", "首次认定")]
    assert found["grades"][0]["set_by_name"] == "样例desk"
    with app.app_context(), read() as session:
        kept = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "premises.grade")).all()
        assert [(one.subject_id, one.division) for one in kept] == [(market[0], BAOTA)] * 2


def test_who_may_not_is_refused_and_what_is_wrong_is_named(people: dict[str, Client], market: tuple[str, str]) -> None:
    good = {"grade": "A", "reason": "样例"}
    address = f"{API}/premises/{market[0]}/supervision"
    assert people["field"].post(address, json=good).status_code == 403
    assert people["far"].post(address, json=good).status_code == 404
    assert people["far"].get(address).status_code == 404
    part = people["desk"].post(f"{API}/premises/{market[1]}/supervision", json=good)
    assert (part.status_code, part.get_json()["type"]) == (409, "/problems/not_a_venue")
    wrong = (({**good, "grade": "E"}, "/grade"), ({**good, "reason": ""}, "/reason"), ({"grade": "A"}, "/reason"))
    for body, pointer in wrong:
        answer = people["desk"].post(address, json=body)
        assert 400 <= answer.status_code < 500
        assert [one["pointer"] for one in answer.get_json()["errors"]] == [pointer]
