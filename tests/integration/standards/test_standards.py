"""Standards over HTTP and on phones: registered, corrected, retired; seen and written in one's own divisions only."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.kernel.audit import AuditEntry
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write
from server.operations.fsck import fsck
from server.standards import commands, queries
from server.standards.inputs import NewStandard, PatchStandard
from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people
from tests.factories.phones import phone

API, BAOTA, LUOCHUAN = "/api/v1/standards", "610602", "610629"
WEIGHTS: dict[str, Any] = {
    "kind": "weight_set", "name": "M1 级砝码组（样例）", "serial_number": "样例-M1-01", "accuracy_class": "M1",
    "nominal_minimum": "1", "nominal_maximum": "2000", "nominal_unit": "g", "certificate_number": "样例-证-1",
    "institution": "样例计量所", "verified_on": "2026-01-10", "valid_until": "2027-01-09",
    "accuracy_kind": "maximum_permissible_error", "accuracy_value": "100", "accuracy_unit": "mg",
    "keeper": "样例保管人", "division": BAOTA}
ROLES = {"desk": ("supervisor", BAOTA), "admin": ("administrator", BAOTA), "field": ("inspector", BAOTA),
         "helper": ("assistant", BAOTA), "other": ("supervisor", LUOCHUAN)}


class People(dict[str, Client]):
    """Hires and signs in each person when a test first needs them."""

    def __init__(self, app: Flask, clock: StandingClock) -> None:
        super().__init__()
        self.app, self.clock = app, clock

    def __missing__(self, name: str) -> Client:
        with_people(self.app, self.clock, {name: [ROLES[name]]})
        self[name] = sign_in(self.app, name)
        return self[name]


@pytest.fixture
def people(app: Flask, clock: StandingClock) -> People:
    return People(app, clock)


def register(client: Client, **changes: Any) -> dict[str, Any]:
    answer = client.post(API, json={"id": uuid7(), **WEIGHTS, **changes})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def patched(client: Client, standard: dict[str, Any], **changes: Any) -> Any:
    return client.patch(f"{API}/{standard['id']}", json=changes, headers={"If-Match": str(standard["version"])})


def moved(client: Client, standard: dict[str, Any], action: str) -> Any:
    return client.post(f"{API}/{standard['id']}/transitions", json={"action": action, "reason": "样例原因"},
                       headers={"If-Match": str(standard["version"])})


def test_the_life_of_a_standard(app: Flask, people: People) -> None:
    desk = people["desk"]
    made = register(desk)
    assert (made["version"], made["state"], made["due"], made["days_left"]) == (1, "in_use", "valid", 45)
    renewed = patched(desk, made, certificate_number="样例-证-2", verified_on="2026-11-20",
                      valid_until="2027-11-19").get_json()
    assert (renewed["version"], renewed["certificate_number"], renewed["days_left"]) == (2, "样例-证-2", 359)
    assert patched(desk, made, name="旧版本").status_code == 409
    retired = moved(desk, renewed, "retire").get_json()
    assert (retired["state"], retired["due"], retired["retired_on"]) == ("retired", "retired", "2026-11-25")
    assert moved(desk, retired, "retire").get_json()["type"] == "/problems/standard_step"
    again = moved(desk, retired, "reopen").get_json()
    assert (again["state"], again["retired_on"], again["version"]) == ("in_use", None, 4)
    with app.app_context(), read() as session:
        trail = session.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject_id == made["id"])
                                .order_by(AuditEntry.id)).all()
    assert trail == ["standard.create", "standard.correct", "standard.retire", "standard.reopen"]
    assert list(fsck(app)) == []


def test_the_first_to_expire_stands_first(people: People) -> None:
    desk = people["desk"]
    register(desk, serial_number="样例-晚", valid_until="2027-09-01")
    register(desk, serial_number="样例-过", verified_on="2025-01-10", valid_until="2026-11-24")
    register(desk, serial_number="样例-近", valid_until="2026-12-01")
    first = desk.get(f"{API}?limit=2").get_json()
    rest = desk.get(f"{API}?limit=2&cursor={first['next']}").get_json()
    assert [(one["serial_number"], one["due"]) for one in first["items"] + rest["items"]] == [
        ("样例-过", "expired"), ("样例-近", "expiring"), ("样例-晚", "valid")]
    assert desk.get(f"{API}?kind=lens_set").get_json()["items"] == []


def test_sent_twice_it_is_one_and_a_second_of_the_same_number_is_refused(people: People) -> None:
    desk = people["desk"]
    made = register(desk)
    assert register(desk, id=made["id"]) == made
    other = desk.post(API, json={"id": made["id"], **WEIGHTS, "name": "另一组"})
    assert (other.status_code, other.get_json()["type"]) == (409, "/problems/standard_identifier_taken")
    same_number = desk.post(API, json={"id": uuid7(), **WEIGHTS})
    assert (same_number.status_code, same_number.get_json()["type"]) == (409, "/problems/standard_known")


@pytest.mark.parametrize(("changes", "pointer"), [
    ({"valid_until": "2026-01-09"}, "/valid_until"), ({"serial_number": ""}, "/serial_number"),
    ({"accuracy_value": "1e3"}, "/accuracy_value"), ({"accuracy_value": "0"}, "/accuracy_value"),
    ({"accuracy_unit": "L"}, "/accuracy_unit"), ({"accuracy_unit": None}, "/accuracy_unit"),
    ({"kind": "ruler"}, "/kind"), ({"nominal_maximum": "0.5"}, "/nominal_maximum"), ({"state": "retired"}, "/state"),
    ({"name": "样" * 101}, "/name"), ({"verified_on": "2026-02-30"}, "/verified_on"),
    ({"division": "999999"}, "/division")])
def test_what_is_wrong_is_named(people: People, changes: dict[str, Any], pointer: str) -> None:
    answer = people["desk"].post(API, json={"id": uuid7(), **WEIGHTS, **changes})
    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert pointer in [one["pointer"] for one in answer.get_json()["errors"]]


def test_a_correction_is_checked_with_what_stays(people: People) -> None:
    desk = people["desk"]
    made = register(desk)
    answer = patched(desk, made, kind="standard_measure")
    assert {one["pointer"] for one in answer.get_json()["errors"]} == {"/nominal_unit", "/accuracy_unit"}
    assert desk.get(f"{API}/{made['id']}").get_json() == made
    assert desk.patch(f"{API}/{made['id']}", json={"name": "无版本"}).status_code == 428


def test_who_may_read_and_who_may_write(people: People) -> None:
    made = register(people["admin"])
    for name in ("field", "helper"):
        assert people[name].get(f"{API}/{made['id']}").status_code == 200
        assert people[name].post(API, json={"id": uuid7(), **WEIGHTS}).status_code == 403
        assert patched(people[name], made, name="改名").status_code == 403
        assert moved(people[name], made, "retire").status_code == 403


def test_another_division_sees_and_changes_nothing(people: People) -> None:
    made, other = register(people["desk"]), people["other"]
    assert other.get(API).get_json()["items"] == []
    assert other.get(f"{API}?division={BAOTA}").get_json()["items"] == []
    assert other.get(f"{API}/{made['id']}").status_code == 404
    assert patched(other, made, name="改名").status_code == 404
    assert moved(other, made, "retire").status_code == 404
    assert other.post(API, json={"id": uuid7(), **WEIGHTS}).status_code == 403
    taken = other.post(API, json={"id": made["id"], **WEIGHTS, "division": LUOCHUAN})
    assert (taken.status_code, "样例-M1-01" in taken.get_data(as_text=True)) == (409, False)
    assert patched(people["desk"], made, division=LUOCHUAN).status_code == 403


def test_phones_of_the_division_receive_it_and_no_others(app: Flask, people: People, clock: StandingClock) -> None:
    with_people(app, clock, {"zhang": [("inspector", BAOTA)], "liu": [("inspector", LUOCHUAN)]})
    zhang, liu = phone(app, "zhang"), phone(app, "liu")
    made = register(people["desk"])
    zhang.pull()
    liu.pull()
    row = zhang.base[made["id"]]
    assert made["id"] not in liu.base
    assert "样例-M1-01" in str(row)
    moved(people["desk"], made, "retire")
    zhang.pull()
    assert "'retired'" in str(zhang.base[made["id"]])


def test_a_visit_is_judged_by_the_certificate_it_cites(app: Flask, clock: StandingClock) -> None:
    desk = Identity("u", "u", "样例", BAOTA, grants={name: frozenset({BAOTA}) for name in (
        "standard.read", "standard.write")})
    stated = {**WEIGHTS, "verified_on": date(2026, 1, 10), "valid_until": date(2026, 11, 24)}
    id = uuid7()
    with app.app_context(), write() as session:
        commands.create_standard(session, desk, NewStandard(id=id, **stated), now=clock())
        renewal = {"certificate_number": "样例-证-2", "verified_on": date(2026, 11, 25),
                   "valid_until": date(2027, 11, 24)}
        commands.patch_standard(session, desk, PatchStandard(id, renewal), now=clock())
    stranger = Identity("s", "s", "样例", LUOCHUAN, grants={"standard.read": frozenset({LUOCHUAN})})
    with app.app_context(), read() as session:
        for certificate, until in (("样例-证-1", "2026-11-24"), ("样例-证-2", "2027-11-24"), ("没有", "2027-11-24")):
            named = [{"standard_id": id, "certificate_number": certificate}]
            assert queries.cited(session, desk, named)[id]["valid_until"] == until
            assert queries.cited(session, stranger, named) == {}
        assert queries.cited(session, desk, [{"name": "手写"}]) == {}
