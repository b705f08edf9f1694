"""A shared place: everything of it is logged into its scope, and stays so when things change or move."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from server.kernel.changes import Scope, ScopeLog
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write
from server.registry import commands
from server.registry.inputs import Correction, NewMerchant, NewPremises
from server.registry.models import Premises, Verification
from tests.conftest import StandingClock
from tests.integration.registry.conftest import BAOTA, Market, build_market


@pytest.fixture
def shared(app: Flask, supervisor: Identity, clock: StandingClock) -> Market:
    with app.app_context():
        with write() as session:
            market = build_market(session, supervisor, clock)
            session.expunge_all()
        with write() as session:
            assert commands.share_premises(session, market.stall.id, clock()) == "premises:" + market.market.id
    return market


def log(session: Session, scope: str) -> list[tuple[str, str]]:
    rows = session.execute(sa.select(ScopeLog.change, ScopeLog.entity_id).where(ScopeLog.scope == scope)
                           .order_by(ScopeLog.seq))
    return [tuple(row) for row in rows]


def test_sharing_logs_the_whole_place(app: Flask, shared: Market) -> None:
    with app.app_context(), read() as session:
        verification = session.scalars(sa.select(Verification.id)).one()
        logged = log(session, "premises:" + shared.market.id)
        assert {id for _, id in logged} == {shared.merchant.id, shared.market.id, shared.stall.id, shared.scale.id,
                                            verification}


def test_a_change_of_a_shared_place_reaches_its_scope_and_brings_the_new_merchant(
        app: Flask, shared: Market, inspector: Identity, clock: StandingClock) -> None:
    scope = "premises:" + shared.market.id
    with app.app_context():
        with write() as session:
            before = len(log(session, scope))
            new = commands.create_merchant(session, inspector, NewMerchant(uuid7(), "李记", BAOTA), now=clock())
            commands.correct_premises(session, inspector, Correction(shared.stall.id, {"merchant_id": new.id}),
                                      now=clock())
            commands.correct_merchant(session, inspector, Correction(shared.merchant.id, {"address": "新址"}),
                                      now=clock())
        with read() as session:
            assert log(session, scope)[before:] == [("upsert", shared.stall.id), ("upsert", new.id),
                                                    ("upsert", shared.merchant.id)]
            assert {one.name for one in session.scalars(sa.select(Scope)) if one.name.startswith("premises:")} == {
                scope}


def test_what_leaves_a_shared_place_leaves_its_scope(app: Flask, shared: Market, inspector: Identity,
                                                     clock: StandingClock) -> None:
    with app.app_context():
        with write() as session:
            before = len(log(session, "premises:" + shared.market.id))
            other = commands.create_premises(session, inspector, NewPremises(uuid7(), "market", "乙", division=BAOTA),
                                             now=clock())
            commands.move_premises(session, inspector, shared.stall.id, parent_id=other.id, now=clock())
        with read() as session:
            left = log(session, "premises:" + shared.market.id)[before:]
            assert {("leave", shared.stall.id), ("leave", shared.scale.id)} <= set(left)
            assert all(change == "leave" for change, _ in left)
            assert session.get_one(Premises, shared.stall.id).root_id == other.id
