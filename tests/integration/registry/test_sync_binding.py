"""What a phone may do to the ledger, through the one table sync uses."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.changes import EntityVersion
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.problems import Invalid
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.schemas import MERGE_GROUPS, PATCHABLE
from server.registry.sync_binding import BINDINGS
from server.registry.wire import ENTITY_NAMES, WIRE_FIELDS, wire_state
from tests.conftest import StandingClock
from tests.integration.registry.conftest import BAOTA, Market


def refused(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in error.value.errors or []]


def test_a_state_made_on_a_phone_comes_back_the_same(session: Session, market: Market, inspector: Identity,
                                                     clock: StandingClock) -> None:
    """Whatever the wire state of a thing says, a phone may send; only what the server decides is decided anew."""
    sent = {**wire_state(market.merchant), "origin": "field"}
    id, op = uuid7(), uuid7()
    assert BINDINGS["merchant"].create(session, inspector, id, {**sent, "id": id}, now=clock(), op_id=op) == 1
    newest = changes.current(session, id)
    assert newest is not None and (newest.state, newest.op_id) == (sent, op)
    stall = {**wire_state(market.stall), "origin": "field"}
    assert BINDINGS["premises"].create(session, inspector, place := uuid7(), stall, now=clock()) == 1
    assert wire_state(session.get_one(Premises, place)) == stall


def test_certificate_fields_of_a_new_instrument_become_a_pending_verification(
        session: Session, market: Market, inspector: Identity, clock: StandingClock) -> None:
    sent = {**wire_state(market.scale), "origin": "field"}
    id = uuid7()
    assert BINDINGS["instrument"].create(session, inspector, id, sent, now=clock()) == 1
    made = session.get_one(Instrument, id)
    assert {**wire_state(made), "certificate_number": None} == {
        **sent, "certificate_number": None, "verified_on": None, "valid_until": None, "institution": None,
        "verification_result": None}
    waiting = session.scalars(sa.select(Verification).where(Verification.instrument_id == id)).one()
    assert (waiting.state, waiting.certificate_number) == ("pending", "YA-2026-112649")
    with pytest.raises(Invalid) as error:
        BINDINGS["instrument"].create(session, inspector, uuid7(), {**sent, "verified_on": None}, now=clock())
    assert refused(error) == [("/verified_on", "required")]


def test_a_patch_changes_only_what_may_be_patched(session: Session, market: Market, inspector: Identity,
                                                  clock: StandingClock) -> None:
    binding = BINDINGS["instrument"]
    changed = {"model": "ACS-15", "parameters": {"maximum_capacity": "15", "unit": "kg"}}
    assert binding.patch(session, inspector, market.scale.id, changed, now=clock(), op_id=uuid7()) == 2
    assert (market.scale.model, market.scale.parameters["maximum_capacity"]) == ("ACS-15", "15")
    for name, value in (("valid_until", "2099-01-01"), ("state", "retired"), ("division", BAOTA), ("x", 1)):
        with pytest.raises(Invalid) as error:
            binding.patch(session, inspector, market.scale.id, {name: value}, now=clock())
        assert refused(error) == [(f"/{name}", "not_patchable")]
    with pytest.raises(Invalid) as error:
        binding.patch(session, inspector, market.scale.id, {"parameters": {"maximum_capacity": "1e3"}}, now=clock())
    assert refused(error) == [("/parameters/maximum_capacity", "invalid")]


def test_a_reported_verification_is_pending_whatever_it_claims(session: Session, market: Market, inspector: Identity,
                                                               clock: StandingClock) -> None:
    append = BINDINGS["verification"].append
    assert append is not None
    state = {"certificate_number": "N-9", "verified_on": "2026-10-01", "result": "conforming"}
    assert append(session, inspector, uuid7(), market.scale.id, state, now=clock()) == 1
    assert market.scale.certificate_number == "YA-2026-112649"
    with pytest.raises(Invalid):
        append(session, inspector, uuid7(), market.scale.id, {**state, "state": "accepted"}, now=clock())
    with pytest.raises(Invalid) as error:
        append(session, inspector, uuid7(), market.scale.id, {**state, "instrument_id": uuid7()}, now=clock())
    assert refused(error) == [("/instrument_id", "wrong_parent")]


def test_transitions(session: Session, market: Market, inspector: Identity, clock: StandingClock) -> None:
    for entity, thing in (("merchant", market.merchant), ("premises", market.stall), ("instrument", market.scale)):
        transition = BINDINGS[entity].transition
        assert transition is not None
        assert transition(session, inspector, thing.id, "retire", {"note": "歇业"}, now=clock()) == 2
        assert transition(session, inspector, thing.id, "reopen", {}, now=clock()) == 3


def test_groups_and_patchable_fields_are_wire_fields() -> None:
    by_name = {name: set(WIRE_FIELDS[model]) for model, name in ENTITY_NAMES.items()}
    assert set(MERGE_GROUPS) == set(PATCHABLE) == set(BINDINGS) == set(by_name)
    for name, fields in by_name.items():
        grouped = [field for group in MERGE_GROUPS[name] for field in group]
        assert set(grouped) <= fields and len(grouped) == len(set(grouped))
        assert PATCHABLE[name] <= fields


def test_columns_hold_every_wire_field(session: Session, market: Market) -> None:
    """The typed tables and the wire bytes agree, as fsck will prove."""
    session.flush()
    for model, name in ENTITY_NAMES.items():
        stored = {row.entity_id: row.state for row in session.scalars(
            sa.select(EntityVersion).where(EntityVersion.entity == name))}
        rows = list(session.scalars(sa.select(model)))
        assert rows
        assert {row.id: wire_state(row) for row in rows} == stored
    assert isinstance(session.get(Merchant, market.merchant.id), Merchant)
