"""Intentions about premises: register, correct, move with all that stands in them, close, retire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.kernel.problems import Invalid, field_error
from server.registry import lifecycle, policy
from server.registry.building import built_premises, derive
from server.registry.commands.sharing import leave_shared
from server.registry.inputs import Correction, NewPremises, Transition
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.recording import (
    children_of,
    ensure_division,
    existing,
    locked,
    recorded,
    referred,
    stored,
    tell_of_move,
)
from server.registry.wire import Synced


@command("premises.create", permission="registry.write")
def create_premises(session: Session, identity: Identity, input: NewPremises, *, now: datetime,
                    origin: str = "ledger", op_id: str | None = None) -> Premises:
    """Register premises; a part belongs to the division of the place it stands in."""
    parent = referred(session, identity, Premises, input.parent_id, "/parent_id")
    if parent is None and input.division is None:
        raise Invalid(errors=[field_error("/division", "required", "premises that stand alone need a division")])
    ensure_division(session, identity, parent.division if parent else input.division or "")
    referred(session, identity, Merchant, input.merchant_id, "/merchant_id")
    _ensure_place(session, input.kind, parent, "")
    premises = built_premises(input, parent, origin=origin, now=now)
    before = existing(session, identity, premises)
    if before:
        return before
    stored(session, premises)
    recorded(session, identity, "premises.create", [premises], now=now, op_id=op_id, details={"origin": origin})
    return premises


@command("premises.correct", permission="registry.write")
def correct_premises(session: Session, identity: Identity, input: Correction, *, now: datetime,
                     op_id: str | None = None) -> Premises:
    """Correct what is stated about premises; a new parent or division moves them with all that stands in them."""
    premises = locked(session, identity, Premises, input.id, seen=input.seen)
    changes = dict(input.changes)
    if changes.get("merchant_id", premises.merchant_id) != premises.merchant_id:
        referred(session, identity, Merchant, changes["merchant_id"], "/merchant_id")
    old_root, old_division = premises.root_id, premises.division
    _relocate(session, identity, premises, changes)
    for name, value in changes.items():
        setattr(premises, name, value)
    derive(premises)
    carried: list[Synced] = []
    if premises.root_id != old_root or premises.division != old_division:
        carried = _carry_along(session, premises)
    recorded(session, identity, "premises.correct", [premises, *carried], now=now, op_id=op_id,
             details={"fields": sorted(input.changes), "carried": len(carried)})
    tell_of_move(session, identity, carried, now)
    if premises.root_id != old_root:
        leave_shared(session, [premises, *carried], old_root, now)
    return premises


@command("premises.move", permission="registry.write")
def move_premises(session: Session, identity: Identity, id: str, *, now: datetime, parent_id: str | None = None,
                  division: str | None = None, seen: int | None = None) -> Premises:
    """Put premises into other premises, or let them stand alone in a division."""
    changes = {"parent_id": parent_id, **({"division": division} if division else {})}
    return correct_premises(session, identity, Correction(id, changes, seen), now=now)


@command("premises.transition", permission="registry.write")
def transition_premises(session: Session, identity: Identity, input: Transition, *, now: datetime,
                        op_id: str | None = None) -> Premises:
    """Close, retire or reopen premises. What stands in them keeps its own state."""
    premises = locked(session, identity, Premises, input.id, seen=input.seen)
    target = lifecycle.next_state("premises", premises.state, input.action)
    if target != premises.state:
        premises.state = target
        recorded(session, identity, f"premises.{input.action}", [premises], now=now, op_id=op_id,
                 details={"note": input.note})
    return premises


def _relocate(session: Session, identity: Identity, premises: Premises, changes: dict[str, Any]) -> None:
    """Check a change of kind, parent or division, and set root and division accordingly."""
    parent_id = changes.get("parent_id", premises.parent_id)
    parent = session.get(Premises, parent_id) if parent_id else None
    if parent_id != premises.parent_id:
        parent = referred(session, identity, Premises, parent_id, "/parent_id")
    if parent_id != premises.parent_id or changes.get("kind", premises.kind) != premises.kind:
        _ensure_place(session, changes.get("kind", premises.kind), parent, premises.id)
    division = parent.division if parent else changes.get("division") or premises.division
    if division != premises.division:
        ensure_division(session, identity, division)
    changes["division"] = division
    changes["root_id"] = parent.root_id if parent else premises.id


def _ensure_place(session: Session, kind: str, parent: Premises | None, own_id: str) -> None:
    """The parent suits the kind, is not below the premises themselves, and the tree stays shallow."""
    if not policy.may_stand_in(kind, parent.kind if parent else None):
        allowed = ", ".join(policy.PARENT_KINDS[kind])
        raise Invalid(errors=[field_error("/parent_id", "wrong_parent", f"a {kind} stands in: {allowed}")])
    depth, above = _height(session, own_id) if own_id else 1, parent
    while above is not None:
        depth += 1
        if above.id == own_id:
            raise Invalid(errors=[field_error("/parent_id", "cycle", "premises cannot stand in themselves")])
        if depth > policy.MAX_DEPTH:
            raise Invalid(errors=[field_error("/parent_id", "too_deep", f"at most {policy.MAX_DEPTH} levels")])
        above = session.get(Premises, above.parent_id) if above.parent_id else None


def _height(session: Session, id: str) -> int:
    height, level = 1, children_of(session, [id])
    while level and height <= policy.MAX_DEPTH:
        height, level = height + 1, children_of(session, [one.id for one in level])
    return height


def _carry_along(session: Session, premises: Premises) -> list[Synced]:
    """Everything below moved premises gets their root and division."""
    below: list[Premises] = []
    level = children_of(session, [premises.id])
    while level:
        below += level
        level = children_of(session, [one.id for one in level])
    for one in below:
        one.root_id, one.division = premises.root_id, premises.division
    instruments = session.scalars(sa.select(Instrument).where(
        Instrument.premises_id.in_([premises.id, *(one.id for one in below)])).order_by(Instrument.id)).all()
    return [*below, *carried_instruments(session, list(instruments), premises.division)]


def carried_instruments(session: Session, instruments: list[Instrument], division: str) -> list[Synced]:
    """Instruments and their verifications, put into a division."""
    verifications = session.scalars(sa.select(Verification).where(
        Verification.instrument_id.in_([one.id for one in instruments])).order_by(Verification.id)).all()
    carried: list[Synced] = [*instruments, *verifications]
    for one in carried:
        one.division = division
    return carried
