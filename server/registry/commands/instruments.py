"""Intentions about instruments: register, correct, move, stop, retire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.kernel import clock
from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.registry import lifecycle, mandatory
from server.registry.building import built_instrument, derive, first_verification
from server.registry.commands.premises import carried_instruments
from server.registry.commands.sharing import leave_shared
from server.registry.inputs import Correction, NewInstrument, Transition
from server.registry.models import Instrument, Merchant, Premises
from server.registry.recording import existing, locked, recorded, referred, stored, tell_of_move
from server.registry.wire import Synced


@command("instrument.create", permission="registry.write")
def create_instrument(session: Session, identity: Identity, input: NewInstrument, *, now: datetime,
                      origin: str = "ledger", op_id: str | None = None) -> Instrument:
    """Register an instrument in the division of its premises, with the verification its certificate proves."""
    premises = referred(session, identity, Premises, input.premises_id, "/premises_id")
    assert premises is not None
    identity.require("registry.write", premises.division)
    _ensure_merchants(session, identity, {"owner_merchant_id": input.owner_merchant_id,
                                          "user_merchant_id": input.user_merchant_id})
    instrument = built_instrument(input, premises, origin=origin, now=now)
    verification = first_verification(input, instrument, identity=identity, origin=origin, now=now)
    before = existing(session, identity, instrument)
    if before:
        return before
    stored(session, instrument)
    made: list[Synced] = [instrument]
    if verification:
        stored(session, verification)
        made.append(verification)
    recorded(session, identity, "instrument.create", made, now=now, op_id=op_id, details={"origin": origin})
    return instrument


@command("instrument.correct", permission="registry.write")
def correct_instrument(session: Session, identity: Identity, input: Correction, *, now: datetime,
                       op_id: str | None = None) -> Instrument:
    """Correct what is stated about an instrument; other premises move it, with its verifications."""
    instrument = locked(session, identity, Instrument, input.id, seen=input.seen)
    changes = dict(input.changes)
    _ensure_merchants(session, identity, {name: changes[name] for name in ("owner_merchant_id", "user_merchant_id")
                                          if changes.get(name, getattr(instrument, name)) != getattr(instrument, name)})
    old_root = session.get_one(Premises, instrument.premises_id).root_id
    premises = _new_place(session, identity, instrument, changes.get("premises_id", instrument.premises_id))
    _bring_mandatory_up_to_date(instrument, changes, clock.legal_date(now))
    for name, value in changes.items():
        setattr(instrument, name, value)
    derive(instrument)
    moved: list[Synced] = [instrument]
    if premises and (premises.division != instrument.division or premises.root_id != old_root):
        moved = carried_instruments(session, [instrument], premises.division)
    recorded(session, identity, "instrument.correct", moved, now=now, op_id=op_id,
             details={"fields": sorted(input.changes)})
    if premises:
        tell_of_move(session, identity, moved, now)
    if premises and premises.root_id != old_root:
        leave_shared(session, moved, old_root, now)
    return instrument


@command("instrument.move", permission="registry.write")
def move_instrument(session: Session, identity: Identity, id: str, premises_id: str, *, now: datetime,
                    installed_at: str = "", seen: int | None = None) -> Instrument:
    """Put an instrument into other premises."""
    changes = {"premises_id": premises_id, "installed_at": installed_at}
    return correct_instrument(session, identity, Correction(id, changes, seen), now=now)


@command("instrument.transition", permission="registry.write")
def transition_instrument(session: Session, identity: Identity, input: Transition, *, now: datetime,
                          op_id: str | None = None) -> Instrument:
    """Stop, miss, retire or reopen an instrument."""
    instrument = locked(session, identity, Instrument, input.id, seen=input.seen)
    target = lifecycle.next_state("instrument", instrument.state, input.action)
    if target != instrument.state:
        instrument.state = target
        recorded(session, identity, f"instrument.{input.action}", [instrument], now=now, op_id=op_id,
                 details={"note": input.note})
    return instrument


def _bring_mandatory_up_to_date(instrument: Instrument, changes: dict[str, Any], on: date) -> None:
    """The rule answers anew when what it hangs on changes, unless an officer had answered otherwise, or answers now."""
    if changes.get("mandatory") is not None:
        return
    after = {name: changes.get(name, getattr(instrument, name)) for name in mandatory.DECIDING}
    is_touched = any(after[name] != getattr(instrument, name) for name in mandatory.DECIDING)
    rule_said = mandatory.derived(instrument.kind, instrument.purpose, instrument.parameters, on)
    if "mandatory" in changes or (is_touched and instrument.mandatory == rule_said):
        changes["mandatory"] = mandatory.derived(after["kind"], after["purpose"], after["parameters"], on)


def _ensure_merchants(session: Session, identity: Identity, named: dict[str, Any]) -> None:
    for name, id in named.items():
        referred(session, identity, Merchant, id, f"/{name}")


def _new_place(session: Session, identity: Identity, instrument: Instrument, premises_id: str) -> Premises | None:
    """The premises an instrument moves to, or None when it stays."""
    if premises_id == instrument.premises_id:
        return None
    premises = referred(session, identity, Premises, premises_id, "/premises_id")
    assert premises is not None
    identity.require("registry.write", premises.division)
    return premises
