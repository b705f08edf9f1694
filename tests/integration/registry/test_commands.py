"""Commands of the ledger: versions, derived divisions, moves, verifications, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.audit import AuditEntry
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.problems import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from server.registry import commands
from server.registry.inputs import (
    Certificate,
    Correction,
    Decision,
    NewInstrument,
    NewMerchant,
    NewPremises,
    NewVerification,
    Transition,
)
from server.registry.models import Verification
from server.registry.problems import IdentifierTaken, OwnReport, WrongState
from server.registry.wire import WIRE_FIELDS, wire_state
from tests.conftest import StandingClock
from tests.integration.registry.conftest import BAOTA, LUOCHUAN, Market, person


def test_what_is_recorded_is_the_wire_state(session: Session, market: Market) -> None:
    for one in (market.merchant, market.market, market.stall, market.scale):
        newest = changes.current(session, one.id)
        assert newest is not None
        assert newest.state == wire_state(one)
        assert set(newest.state) == set(WIRE_FIELDS[type(one)])
        assert (newest.version, newest.scope) == (1, "division:" + BAOTA)


def test_a_certificate_given_at_the_desk_is_shown_and_its_verification_accepted(
        session: Session, market: Market) -> None:
    verification = session.scalars(sa.select(Verification)).one()
    assert (verification.state, verification.instrument_id) == ("accepted", market.scale.id)
    assert market.scale.valid_until == date(2027, 8, 15)
    assert market.scale.mandatory is True


def test_a_certificate_from_a_phone_waits(session: Session, market: Market, inspector: Identity,
                                          clock: StandingClock) -> None:
    scale = commands.create_instrument(session, inspector, NewInstrument(
        uuid7(), "nawi", "电子计价秤", market.stall.id, "trade",
        certificate=Certificate("X-1", date(2026, 1, 1))), now=clock(), origin="field")
    waiting = session.scalars(sa.select(Verification).where(Verification.instrument_id == scale.id)).one()
    assert (waiting.state, scale.verified_on, scale.origin) == ("pending", None, "field")


def test_the_same_creation_twice_is_one_thing_and_another_content_is_refused(
        session: Session, inspector: Identity, clock: StandingClock) -> None:
    given = NewMerchant(uuid7(), "甲", BAOTA)
    first = commands.create_merchant(session, inspector, given, now=clock())
    assert commands.create_merchant(session, inspector, given, now=clock()) is first
    assert changes.version_of(session, given.id) == 1
    with pytest.raises(IdentifierTaken):
        commands.create_merchant(session, inspector, replace(given, name="乙"), now=clock())
    with pytest.raises(IdentifierTaken):
        commands.create_premises(session, inspector, NewPremises(given.id, "shop", "甲", division=BAOTA), now=clock())


def test_a_doubtful_code_is_kept_and_flagged(session: Session, inspector: Identity, clock: StandingClock) -> None:
    doubtful = commands.create_merchant(session, inspector, NewMerchant(
        uuid7(), "甲", BAOTA, credit_code=" 92610626macl12th38"), now=clock(), origin="field")
    assert (doubtful.credit_code, doubtful.credit_code_doubtful) == ("92610626MACL12TH38", True)
    corrected = commands.correct_merchant(session, inspector, Correction(
        doubtful.id, {"credit_code": "92610626ＭACL12TH37"}), now=clock())
    assert (corrected.credit_code, corrected.credit_code_doubtful) == ("92610626MACL12TH37", False)


def test_a_stale_correction_is_refused_and_leaves_the_other_edit(session: Session, market: Market,
                                                                 inspector: Identity, clock: StandingClock) -> None:
    commands.correct_merchant(session, inspector, Correction(market.merchant.id, {"address": "甲"}, 1), now=clock())
    with pytest.raises(StaleVersion) as stale:
        commands.correct_merchant(session, inspector, Correction(market.merchant.id, {"address": "乙"}, 1),
                                  now=clock())
    assert stale.value.facts == {"version": 2}
    assert market.merchant.address == "甲"


def test_a_part_takes_the_division_of_its_place(session: Session, market: Market, inspector: Identity,
                                                clock: StandingClock) -> None:
    stall = commands.create_premises(session, inspector, NewPremises(
        uuid7(), "stall", "乙摊", parent_id=market.market.id, division=LUOCHUAN), now=clock())
    assert (stall.division, stall.root_id) == (BAOTA, market.market.id)


@pytest.mark.parametrize(("kind", "parent", "code"), [
    ("nozzle", "market", "wrong_parent"), ("dispenser", None, "wrong_parent"), ("gun", "stall", "wrong_parent")])
def test_a_part_stands_in_what_suits_it(session: Session, market: Market, inspector: Identity, clock: StandingClock,
                                        kind: str, parent: str | None, code: str) -> None:
    parent_id = getattr(market, parent).id if parent else None
    with pytest.raises(Invalid) as refused:
        commands.create_premises(session, inspector, NewPremises(
            uuid7(), kind, "甲", parent_id=parent_id, division=BAOTA), now=clock())
    assert refused.value.errors is not None and refused.value.errors[0]["code"] == code


def test_premises_cannot_stand_in_themselves_nor_too_deep(session: Session, market: Market, inspector: Identity,
                                                          clock: StandingClock) -> None:
    with pytest.raises(Invalid) as cycle:
        commands.move_premises(session, inspector, market.market.id, parent_id=market.stall.id, now=clock())
    assert cycle.value.errors is not None and cycle.value.errors[0]["code"] == "cycle"
    inner = market.stall
    for _ in range(4):
        inner = commands.create_premises(session, inspector, NewPremises(
            uuid7(), "other", "内", parent_id=inner.id), now=clock())
    with pytest.raises(Invalid) as refused:
        commands.create_premises(session, inspector, NewPremises(uuid7(), "other", "内", parent_id=inner.id),
                                 now=clock())
    assert refused.value.errors is not None and refused.value.errors[0]["code"] == "too_deep"
    other = commands.create_premises(session, inspector, NewPremises(uuid7(), "market", "外", division=BAOTA),
                                     now=clock())
    with pytest.raises(Invalid):
        commands.move_premises(session, inspector, market.market.id, parent_id=other.id, now=clock())


def test_a_moved_market_takes_everything_along(session: Session, market: Market, inspector: Identity,
                                               clock: StandingClock) -> None:
    both = person(BAOTA, LUOCHUAN)
    with pytest.raises(Forbidden):
        commands.move_premises(session, inspector, market.market.id, division=LUOCHUAN, now=clock())
    session.refresh(market.market)
    commands.move_premises(session, both, market.market.id, division=LUOCHUAN, now=clock())
    verification = session.scalars(sa.select(Verification)).one()
    for one in (market.market, market.stall, market.scale, verification):
        assert one.division == LUOCHUAN
        newest = changes.current(session, one.id)
        assert newest is not None and (newest.version, newest.scope) == (2, "division:" + LUOCHUAN)


def test_a_stall_moves_to_another_market(session: Session, market: Market, inspector: Identity,
                                         clock: StandingClock) -> None:
    other = commands.create_premises(session, inspector, NewPremises(uuid7(), "market", "乙", division=BAOTA),
                                     now=clock())
    commands.move_premises(session, inspector, market.stall.id, parent_id=other.id, now=clock())
    assert market.stall.root_id == other.id


def test_an_instrument_moves_with_its_verifications(session: Session, market: Market, clock: StandingClock) -> None:
    both = person(BAOTA, LUOCHUAN)
    shop = commands.create_premises(session, both, NewPremises(uuid7(), "shop", "丙", division=LUOCHUAN), now=clock())
    commands.move_instrument(session, both, market.scale.id, shop.id, installed_at="柜台", now=clock())
    verification = session.scalars(sa.select(Verification)).one()
    assert (market.scale.division, verification.division, market.scale.installed_at) == (LUOCHUAN, LUOCHUAN, "柜台")


def test_mandatory_follows_the_use_unless_an_officer_said_otherwise(
        session: Session, market: Market, inspector: Identity, clock: StandingClock) -> None:
    def corrected(**changes: object) -> bool:
        given = Correction(market.scale.id, changes)
        return commands.correct_instrument(session, inspector, given, now=clock()).mandatory

    assert corrected(purpose="other") is False
    assert corrected(purpose="trade") is True
    assert corrected(purpose="trade", mandatory=False) is False
    assert corrected(purpose="medical", model="ACS-15") is False
    assert corrected(mandatory=None) is True


def test_lifecycle(session: Session, market: Market, inspector: Identity, clock: StandingClock) -> None:
    scale = market.scale.id
    commands.transition_instrument(session, inspector, Transition(scale, "retire"), now=clock())
    commands.transition_instrument(session, inspector, Transition(scale, "retire"), now=clock())
    assert changes.version_of(session, scale) == 2
    with pytest.raises(WrongState):
        commands.transition_instrument(session, inspector, Transition(scale, "stop"), now=clock())
    with pytest.raises(WrongState):
        commands.transition_merchant(session, inspector, Transition(market.merchant.id, "explode"), now=clock())
    commands.transition_premises(session, inspector, Transition(market.stall.id, "close"), now=clock())
    assert market.stall.state == "closed"


def test_only_a_newer_accepted_verification_moves_the_instrument(
        session: Session, market: Market, inspector: Identity, supervisor: Identity, clock: StandingClock) -> None:
    newer = commands.add_verification(session, inspector, NewVerification(
        uuid7(), market.scale.id, Certificate("N-1", date(2026, 9, 1), date(2027, 8, 31))), now=clock(),
        origin="field")
    assert market.scale.certificate_number == "YA-2026-112649"
    commands.decide_verification(session, supervisor, Decision(newer.id, True), now=clock())
    assert (market.scale.certificate_number, market.scale.verified_on) == ("N-1", date(2026, 9, 1))
    older = NewVerification(uuid7(), market.scale.id, Certificate("O-1", date(2025, 1, 1)), state="accepted")
    with pytest.raises(Forbidden):
        commands.add_verification(session, inspector, older, now=clock())
    commands.add_verification(session, supervisor, older, now=clock())
    assert market.scale.certificate_number == "N-1"


def test_a_refused_verification_moves_nothing_and_stays_decided(
        session: Session, market: Market, inspector: Identity, supervisor: Identity, clock: StandingClock) -> None:
    one = commands.add_verification(session, inspector, NewVerification(
        uuid7(), market.scale.id, Certificate("N-1", date(2026, 9, 1))), now=clock(), origin="field")
    commands.decide_verification(session, supervisor, Decision(one.id, False), now=clock())
    commands.decide_verification(session, supervisor, Decision(one.id, False), now=clock())
    assert (one.state, market.scale.certificate_number) == ("refused", "YA-2026-112649")
    with pytest.raises(WrongState):
        commands.decide_verification(session, supervisor, Decision(one.id, True), now=clock())


def test_nobody_decides_their_own_report(session: Session, market: Market, supervisor: Identity,
                                         clock: StandingClock) -> None:
    one = commands.add_verification(session, supervisor, NewVerification(
        uuid7(), market.scale.id, Certificate("N-1", date(2026, 9, 1))), now=clock())
    with pytest.raises(OwnReport):
        commands.decide_verification(session, supervisor, Decision(one.id, True), now=clock())


def test_out_of_sight_is_absent_and_read_only_is_forbidden(session: Session, market: Market, stranger: Identity,
                                                           clock: StandingClock) -> None:
    with pytest.raises(NotFound):
        commands.correct_merchant(session, stranger, Correction(market.merchant.id, {"name": "盗"}), now=clock())
    with pytest.raises(NotFound):
        commands.add_verification(session, stranger, NewVerification(
            uuid7(), market.scale.id, Certificate("N", date(2026, 9, 1))), now=clock())
    reader = person(BAOTA, permissions=("registry.read",))
    with pytest.raises(Forbidden):
        commands.transition_premises(session, reader, Transition(market.stall.id, "retire"), now=clock())
    with pytest.raises(Invalid) as refused:
        commands.create_premises(session, stranger, NewPremises(
            uuid7(), "shop", "甲", division=LUOCHUAN, merchant_id=market.merchant.id), now=clock())
    assert refused.value.errors is not None and refused.value.errors[0]["code"] == "unknown_reference"
    with pytest.raises(Forbidden):
        commands.create_merchant(session, stranger, NewMerchant(uuid7(), "甲", BAOTA), now=clock())
    with pytest.raises(Invalid):
        commands.create_merchant(session, stranger, NewMerchant(uuid7(), "甲", "999999"), now=clock())


def test_every_command_leaves_a_line_of_the_trail(session: Session, market: Market, supervisor: Identity) -> None:
    session.flush()
    trail = session.execute(sa.select(AuditEntry.action, AuditEntry.subject_id, AuditEntry.user_id)).all()
    assert {(action, subject) for action, subject, _ in trail} >= {
        ("merchant.create", market.merchant.id), ("premises.create", market.market.id),
        ("premises.create", market.stall.id), ("instrument.create", market.scale.id)}
    assert {user for *_, user in trail} == {supervisor.user_id}


def test_two_who_create_the_same_at_once_are_told(session: Session, inspector: Identity, clock: StandingClock,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL the second insert meets the first only when that commits: no question asked before can know."""
    given = NewMerchant(uuid7(), "甲", BAOTA)
    commands.create_merchant(session, inspector, given, now=clock())
    session.expunge_all()
    monkeypatch.setattr("server.registry.commands.merchants.existing", lambda *_: None)
    with pytest.raises(Conflict):
        commands.create_merchant(session, inspector, given, now=clock())
    assert changes.version_of(session, given.id) == 1
