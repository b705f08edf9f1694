"""The second officer is proved, not typed: by an own session, or by a PIN that only the officer knows."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.inspections import seal
from server.inspections.commands.recording import locked, recorded, refuse_other_division, refuse_reused
from server.inspections.inputs import Confirm
from server.inspections.models import Confirmation, FailedProof, Inspection
from server.inspections.problems import (
    InspectionStep,
    NotSecondOfficer,
    NotYourInspection,
    ProofLocked,
    SealMismatch,
    WrongProof,
)
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command

CONFIRMABLE = ("submitted", "returned")
MOST_FAILURES, WINDOW = 5, timedelta(hours=24)
FAILED_HERE = "hengjian.failed_proofs"


@command("inspection.confirm", permission="inspection.sign")
def confirm(session: Session, identity: Identity, input: Confirm, *, now: datetime,
            op_id: str | None = None) -> Confirmation:
    """Confirm the sealed record as second officer. A wrong proof leaves the record waiting."""
    inspection = locked(session, identity, input.inspection_id, "inspection.sign")
    if inspection.state not in CONFIRMABLE:
        raise InspectionStep(state=inspection.state, action="confirm")
    refuse_reused(session, Confirmation, input.id)
    refuse_other_division(inspection, input.division)
    _refuse_other_officer(inspection, input)
    if inspection.seal is None or input.seal_sha256 != inspection.seal["sha256"]:
        raise SealMismatch()
    _prove(session, identity, inspection, input, now)
    made = Confirmation(**vars(input), created_at=now, updated_at=now)
    session.add(made)
    inspection.second_confirmed_at, inspection.updated_at = inspection.second_confirmed_at or now, now
    recorded(session, identity, "inspection.confirm", [made, inspection], now=now,
             premises_id=inspection.premises_id, op_id=op_id,
             details={"inspection_id": inspection.id, "officer_id": input.officer_id, "method": input.method})
    return made


def _refuse_other_officer(inspection: Inspection, input: Confirm) -> None:
    if input.officer_id != inspection.second_officer_id or input.officer_id == inspection.lead_officer_id:
        raise NotSecondOfficer()


def _prove(session: Session, identity: Identity, inspection: Inspection, input: Confirm, now: datetime) -> None:
    if input.method == "own_session":
        if identity.user_id != input.officer_id or input.proof is not None:
            raise NotSecondOfficer()
        return
    if identity.user_id not in (inspection.lead_officer_id, inspection.second_officer_id):
        raise NotYourInspection()
    _refuse_searching(session, identity, input.officer_id, now)
    key = accounts.pin_key(session, input.officer_id)
    if key is None or not seal.is_proof(key, inspection.id, input.seal_sha256, input.proof or ""):
        _note_failure(session, identity, input, now)
        raise WrongProof()


def _refuse_searching(session: Session, identity: Identity, officer_id: str, now: datetime) -> None:
    """Five wrong proofs for an officer by one person in a day, and only the officer's own phone confirms."""
    recent = sa.select(sa.func.count()).where(FailedProof.officer_id == officer_id, FailedProof.at > now - WINDOW,
                                              FailedProof.actor_id == identity.user_id)
    here = sum(one["officer_id"] == officer_id and one["actor_id"] == identity.user_id
               for one in session.info.get(FAILED_HERE, ()))
    if (session.scalar(recent) or 0) + here >= MOST_FAILURES:
        raise ProofLocked()


def _note_failure(session: Session, identity: Identity, input: Confirm, now: datetime) -> None:
    """Remember a failure beside the session: its own operation is taken back, the count must not be."""
    session.info.setdefault(FAILED_HERE, []).append({
        "id": uuid7(), "officer_id": input.officer_id, "actor_id": identity.user_id,
        "inspection_id": input.inspection_id, "at": now})


@sa.event.listens_for(Session, "before_commit")
def _keep_failures(session: Session) -> None:
    """Write the failures of this unit of work with whatever else it commits."""
    failures = None if session.in_nested_transaction() else session.info.pop(FAILED_HERE, None)
    if failures:
        session.execute(sa.insert(FailedProof), failures)


@sa.event.listens_for(Session, "after_rollback")
def _forget_failures(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(FAILED_HERE, None)
