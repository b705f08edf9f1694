"""The change log: versions, field versions, counters and hashes move together and only with the commit."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from server.kernel import changes
from server.kernel.changes import Scope, ScopeLog, ScopeMark
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write
from tests.conftest import StandingClock

ACTOR = uuid7()


def put(session, clock, id: str, scope: str, **state: str) -> int:
    return changes.record(session, entity="premises", id=id, scope=scope, state=dict(state), actor=ACTOR, now=clock())


def test_a_change_advances_its_scope_once(app: Flask, clock: StandingClock) -> None:
    one, two = uuid7(), uuid7()
    with app.app_context():
        with write() as session:
            assert put(session, clock, one, "division:610602", name="甲") == 1
            assert put(session, clock, two, "division:610602", name="乙") == 1
            assert put(session, clock, one, "division:610602", name="甲", note="x") == 2
        with read() as session:
            scope = session.get(Scope, "division:610602")
            assert scope is not None and scope.head == 3
            assert changes.current(session, one).field_versions == {"name": 1, "note": 2}
            log = session.scalars(sa.select(ScopeLog.version).where(ScopeLog.scope == "division:610602")
                                  .order_by(ScopeLog.seq)).all()
            assert log == [1, 1, 2]
            marks = session.scalars(sa.select(ScopeMark.seq).where(ScopeMark.scope == "division:610602")).all()
            assert marks == [3]


def test_a_rollback_leaves_nothing(app: Flask, clock: StandingClock) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError), write() as session:
            put(session, clock, uuid7(), "division:610602", name="甲")
            raise RuntimeError
        with write() as session:
            put(session, clock, uuid7(), "division:610603", name="乙")
        with read() as session:
            assert session.get(Scope, "division:610602") is None
            assert session.get(Scope, "division:610603").head == 1


def test_a_move_leaves_the_old_scope_and_the_hash_is_the_xor_of_the_living(app: Flask, clock: StandingClock) -> None:
    id = uuid7()
    with app.app_context():
        with write() as session:
            put(session, clock, id, "division:610602", name="甲")
        with write() as session:
            put(session, clock, id, "division:610629", name="甲")
        with read() as session:
            kinds = session.execute(sa.select(ScopeLog.scope, ScopeLog.change).where(ScopeLog.entity_id == id)
                                    .order_by(ScopeLog.version, ScopeLog.scope)).all()
            assert [tuple(row) for row in kinds] == [("division:610602", "upsert"), ("division:610602", "leave"),
                                                     ("division:610629", "upsert")]
            assert session.get(Scope, "division:610602").hash == "0" * 16
            assert session.get(Scope, "division:610629").hash != "0" * 16
