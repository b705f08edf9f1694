"""Intentions about merchants: register, correct, move, retire."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.registry import lifecycle
from server.registry.building import built_merchant, derive
from server.registry.credit_codes import cleaned
from server.registry.inputs import Correction, NewMerchant, Transition
from server.registry.models import Merchant
from server.registry.recording import ensure_division, existing, locked, recorded, stored


@command("merchant.create", permission="registry.write")
def create_merchant(session: Session, identity: Identity, input: NewMerchant, *, now: datetime,
                    origin: str = "ledger", op_id: str | None = None) -> Merchant:
    """Register a merchant. The same identifier with the same content is the same merchant."""
    ensure_division(session, identity, input.division)
    merchant = built_merchant(input, origin=origin, now=now)
    before = existing(session, identity, merchant)
    if before:
        return before
    stored(session, merchant)
    recorded(session, identity, "merchant.create", [merchant], now=now, op_id=op_id, details={"origin": origin})
    return merchant


@command("merchant.correct", permission="registry.write")
def correct_merchant(session: Session, identity: Identity, input: Correction, *, now: datetime,
                     op_id: str | None = None) -> Merchant:
    """Correct what is stated about a merchant; a new division moves it there."""
    merchant = locked(session, identity, Merchant, input.id, seen=input.seen)
    changes = dict(input.changes)
    if changes.get("division", merchant.division) != merchant.division:
        ensure_division(session, identity, changes["division"])
    if "credit_code" in changes:
        changes["credit_code"] = cleaned(changes["credit_code"])
    for name, value in changes.items():
        setattr(merchant, name, value)
    derive(merchant)
    recorded(session, identity, "merchant.correct", [merchant], now=now, op_id=op_id,
             details={"fields": sorted(changes)})
    return merchant


@command("merchant.move", permission="registry.write")
def move_merchant(session: Session, identity: Identity, id: str, division: str, *, now: datetime,
                  seen: int | None = None) -> Merchant:
    """Move a merchant to another division; one must be allowed to write in both."""
    return correct_merchant(session, identity, Correction(id, {"division": division}, seen), now=now)


@command("merchant.transition", permission="registry.write")
def transition_merchant(session: Session, identity: Identity, input: Transition, *, now: datetime,
                        op_id: str | None = None) -> Merchant:
    """Retire or reopen a merchant."""
    merchant = locked(session, identity, Merchant, input.id, seen=input.seen)
    target = lifecycle.next_state("merchant", merchant.state, input.action)
    if target != merchant.state:
        merchant.state = target
        recorded(session, identity, f"merchant.{input.action}", [merchant], now=now, op_id=op_id,
                 details={"note": input.note})
    return merchant
