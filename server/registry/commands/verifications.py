"""Intentions about verifications: add one, decide a pending one. Only a newer accepted one moves the instrument."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.registry.building import built_verification, derive, show
from server.registry.inputs import Decision, NewVerification
from server.registry.models import Instrument, Verification
from server.registry.problems import OwnReport, WrongState
from server.registry.recording import existing, locked, recorded, stored
from server.registry.wire import Synced


@command("verification.add", permission="registry.write")
def add_verification(session: Session, identity: Identity, input: NewVerification, *, now: datetime,
                     origin: str = "ledger", op_id: str | None = None) -> Verification:
    """Add a verification. To add an accepted one is to decide, and needs the permission to decide."""
    instrument = locked(session, identity, Instrument, input.instrument_id)
    if input.state == "accepted":
        identity.require("review.decide", instrument.division)
    verification = built_verification(input, instrument, identity=identity, origin=origin, now=now)
    before = existing(session, identity, verification)
    if before:
        return before
    stored(session, verification)
    changed: list[Synced] = [verification]
    if input.state == "accepted" and show(instrument, verification):
        derive(instrument)
        changed.append(instrument)
    recorded(session, identity, "verification.add", changed, now=now, op_id=op_id, details={"state": input.state})
    return verification


@command("verification.decide", permission="review.decide")
def decide_verification(session: Session, identity: Identity, input: Decision, *, now: datetime,
                        op_id: str | None = None) -> Verification:
    """Accept or refuse a pending verification; nobody decides what they reported themselves."""
    verification = locked(session, identity, Verification, input.id, permission="review.decide")
    target = "accepted" if input.accept else "refused"
    if verification.state == target:
        return verification
    if verification.state != "pending":
        raise WrongState(entity="verification", state=verification.state, action=target)
    if verification.reported_by == identity.user_id:
        raise OwnReport()
    verification.state, verification.decided_by, verification.decided_at = target, identity.user_id, now
    changed: list[Synced] = [verification]
    instrument = session.get_one(Instrument, verification.instrument_id, with_for_update=True, populate_existing=True)
    if input.accept and show(instrument, verification):
        derive(instrument)
        changed.append(instrument)
    recorded(session, identity, "verification.decide", changed, now=now, op_id=op_id, details={"state": target})
    return verification
