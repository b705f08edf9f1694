"""Nobody of one division gets anything of another by any route: a generated matrix of route × role × division.

Everything in a county carries the county's mark in its words. Each reading route is asked with the identifiers of both
counties by each person; a mark of a county that the person has no appointment for must never appear. Each writing
route is tried on the other county's things; nothing there may change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from server.accounts.models import User
from server.accounts.queries import identity_of
from server.kernel.changes import EntityVersion
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write
from tests.conftest import StandingClock
from tests.factories.people import Client, person, sign_in
from tests.factories.world import County, county

BAOTA, LUOCHUAN = "610602", "610629"
# LENT is a market of Luochuan that one inspector of elsewhere was given a task at
A, B, LENT = "baota", "luochuan", "lent"
MARKS = {A: "甲乙丙丁", B: "戊己庚辛", LENT: "壬癸子丑"}
DIVISIONS = {A: BAOTA, B: LUOCHUAN, LENT: LUOCHUAN}
# name → (appointments, the marks that may be seen)
PEOPLE: dict[str, tuple[list[tuple[str, str]], set[str]]] = {
    "inspector_a": ([("inspector", BAOTA)], {A}),
    "assistant_a": ([("assistant", BAOTA)], {A}),
    "supervisor_a": ([("supervisor", BAOTA)], {A}),
    "administrator_a": ([("administrator", BAOTA)], {A}),
    "two_appointments": ([("inspector", BAOTA), ("supervisor", LUOCHUAN)], {A, B, LENT}),
    "city": ([("supervisor", "610600")], {A, B, LENT}),
    "expired": ([("assistant", "610603"), ("inspector", LUOCHUAN)], set()),  # the second ended yesterday
    "borrowed": ([("inspector", "610603")], {LENT}),
}
SKIPPED = {"app_shell", "desk_shell", "accounts.end_session"}


@dataclass
class Setting:
    """The two counties and the people's clients."""

    app: Flask
    counties: dict[str, County]
    clients: dict[str, Client]


@pytest.fixture
def setting(app: Flask, clock: StandingClock) -> Setting:
    now = clock()
    with app.app_context():
        with write() as session:
            ids = {name: person(session, name, *held, now=now).id for name, (held, _) in PEOPLE.items()}
            officers = {name: person(session, f"officer_{name}", ("inspector", code), now=now)
                        for name, code in DIVISIONS.items()}
            ended = sa.text("update appointment set until_on = :on where user_id = :id and division = :division")
            session.execute(ended, {"on": date(2026, 11, 24), "id": ids["expired"], "division": LUOCHUAN})
        with write() as session:
            counties = {}
            for name, mark in MARKS.items():
                officer = identity_of(session, session.get_one(User, officers[name].id), None, date(2026, 11, 25))
                extra = (ids["borrowed"],) if name == LENT else ()
                counties[name] = county(session, DIVISIONS[name], mark, officer, (officers[name].id, *extra), now)
    return Setting(app, counties, {name: sign_in(app, name) for name in PEOPLE})


def _addresses(setting: Setting, rule: Rule) -> list[tuple[str, str]]:
    """(division, address): the rule filled with each county's identifiers, every kind in each place."""
    if not rule.arguments:
        return [("", rule.rule)]
    found = []
    for code, made in setting.counties.items():
        for id in [*made.ids.values(), made.division]:
            address = rule.rule
            for name in rule.arguments:
                address = address.replace(f"<{name}>", id).replace(f"<uuid:{name}>", id)
                address = address.replace(f"<path:{name}>", id).replace(f"<string:{name}>", id)
            if "<" not in address:
                found.append((code, address))
    return found


def _rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules()
            if method in (rule.methods or set()) and rule.endpoint not in SKIPPED and rule.rule.startswith("/api/v1")]


@pytest.mark.parametrize("name", PEOPLE)
def test_no_reading_route_shows_another_division(setting: Setting, name: str) -> None:
    client, allowed = setting.clients[name], PEOPLE[name][1]
    seen: set[str] = set()
    for rule in _rules(setting.app, "GET"):
        for _, address in _addresses(setting, rule):
            answer = client.get(address)
            assert answer.status_code < 500, (address, answer.get_data(as_text=True)[:500])
            text = answer.get_data(as_text=True) if "sheet" not in answer.content_type else ""
            for code, mark in MARKS.items():
                if mark in text:
                    seen.add(code)
                    assert code in allowed, f"{name} sees {code} by {address}"
    assert seen == allowed, f"{name} should see {allowed} somewhere and saw {seen}"


@pytest.mark.parametrize("name", ["inspector_a", "supervisor_a", "administrator_a", "expired", "borrowed"])
def test_no_writing_route_touches_another_division(setting: Setting, name: str) -> None:
    client = setting.clients[name]
    mine = PEOPLE[name][1]
    foreign = {DIVISIONS[one] for one in MARKS if one not in mine}
    with setting.app.app_context(), read() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(EntityVersion)
                                .where(EntityVersion.scope.in_([f"division:{code}" for code in foreign])))
    for method in ("POST", "PATCH", "PUT", "DELETE"):
        for rule in _rules(setting.app, method):
            for code, address in _addresses(setting, rule):
                if code in mine or not code:
                    continue
                for body in ({}, {"name": "改名", "reason": "x", "state": "blocked", "accept": True, "choice": "mine",
                                  "decision": "approve", "version": 1, "comments": [], "note": "", "wording": "x",
                                  "user_id": uuid7()}):
                    answer = client.open(method, address, json=body, headers={"If-Match": "1"})
                    assert 400 <= answer.status_code < 500, (method, address, answer.status_code)
    with setting.app.app_context(), read() as session:
        after = session.scalar(sa.select(sa.func.count()).select_from(EntityVersion)
                               .where(EntityVersion.scope.in_([f"division:{code}" for code in foreign])))
    assert after == before
