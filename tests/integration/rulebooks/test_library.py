"""The library of the database: what is stored judges, is read again only when it moved, and a release does no harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.transaction import read, write
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import bundled
from server.metrology.rules import evaluate
from server.rulebooks import editions, queries
from server.rulebooks.commands import publish_bundled
from server.rulebooks.models import RulebookEdition
from tests.conftest import StandingClock

RULE = "fuel_dispenser_error"
READING = {"oil": "gasoline", "measure_material": "stainless", "V_J_L": "20.05", "V_B20_L": "20", "t_J_C": "20",
           "t_B_C": "20"}


@pytest.fixture
def stocked(app: Flask, clock: StandingClock) -> Iterator[Flask]:
    with app.app_context():
        with write() as session:
            publish_bundled(session, now=clock())
        yield app


def successor(**changed: Any) -> dict[str, Any]:
    """The fuel edition of today with a tighter limit, for another day."""
    file = Path("server/metrology/rulebooks/jjg_443_2023.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    found["numbers"]["mpe_percent"]["value"] = "0.20"
    for later in ("fuel_dispenser_amount", "fuel_flow_point", "fuel_measure_volume"):
        del found["procedures"][later]
    for later in ("min_payment_variable", "runs_per_flow_point"):
        del found["numbers"][later]
    return found | {"edition": "样例 443-A", "valid_from": "2027-06-01"} | changed


def store(session: Session, content: dict[str, Any], clock: StandingClock) -> RulebookEdition:
    row = editions.row_of(content, RULE, clock())
    session.add(row)
    changes.record_many(session, [editions.change_of(row)], actor="x", now=clock())
    return row


def row(session: Session, rule: str = RULE, edition: str = "JJG 443-2023") -> RulebookEdition:
    query = sa.select(RulebookEdition).where(RulebookEdition.rule == rule, RulebookEdition.edition == edition)
    return session.scalars(query).one()


def test_an_empty_database_judges_by_what_ships(app: Flask) -> None:
    with app.app_context(), read() as session:
        assert {one.name for one in queries.library(session).editions} == {one.name for one in bundled().editions}


def test_it_is_read_again_only_when_its_scope_moved(stocked: Flask, clock: StandingClock) -> None:
    with read() as session:
        first = queries.library(session)
        statements: list[str] = []
        engine = session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
        assert queries.library(session) is first
        assert ["scope_mark" in one for one in statements] == [True]
    with write() as session:
        row(session).valid_to = date(2027, 5, 31)
        store(session, successor(), clock)
        mine = queries.library(session)  # sees its own writing, and keeps it from the others
        assert evaluate(RULE, READING, "2027-06-01", library=mine).edition == "样例 443-A"
    with read() as session:
        found = queries.library(session)
        assert found is not first and found is not mine
        assert evaluate(RULE, READING, "2027-06-01", library=found).verdict == "fail"


def test_what_is_rolled_back_judges_nobody(stocked: Flask, clock: StandingClock) -> None:
    with pytest.raises(RuntimeError), write() as session:
        row(session).valid_to = date(2027, 5, 31)
        store(session, successor(), clock)
        assert queries.library(session).choose(RULE, on="2027-06-01", scope=None, named="样例 443-A")
        raise RuntimeError
    with read() as session, pytest.raises(MetrologyProblem, match="edition_unknown"):
        queries.library(session).choose(RULE, on="2027-06-01", scope=None, named="样例 443-A")


def test_one_that_this_version_cannot_read_is_left_out(stocked: Flask, clock: StandingClock) -> None:
    with write() as session:
        store(session, successor(format="2"), clock)
    with read() as session:
        assert evaluate(RULE, READING, "2027-06-01", library=queries.library(session)).edition == "JJG 443-2023"


def test_a_release_with_a_successor_ends_the_bundled_edition_before_it(
        stocked: Flask, clock: StandingClock) -> None:
    """The stored 2023 edition of an older release was open; this release ships it with its end."""
    with write() as session:
        ended = row(session, edition="JJG 443-2015")
        ended.valid_to = None
        later = session.scalars(sa.select(RulebookEdition).where(RulebookEdition.edition == "JJG 443-2023")).all()
        for one in later:
            session.delete(one)
        gone = len(later)
    with write() as session:
        assert publish_bundled(session, now=clock()) == gone + 1
    with read() as session:
        assert row(session, edition="JJG 443-2015").valid_to == date(2024, 4, 30)
        assert evaluate(RULE, READING, "2026-11-23", library=queries.library(session)).edition == "JJG 443-2023"


def test_a_release_does_not_lay_an_edition_over_an_administrator_s(stocked: Flask, clock: StandingClock) -> None:
    with write() as session:
        session.delete(row(session))
        store(session, successor(valid_from="2024-06-01"), clock)
    with write() as session:
        assert publish_bundled(session, now=clock()) == 0
    with read() as session:
        assert evaluate(RULE, READING, "2026-11-23", library=queries.library(session)).edition == "样例 443-A"
