"""What may still be said after signing: supplements and how the result was delivered. Facts stay as they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from server.evidence.commands import link_blobs
from server.inspections import queries
from server.inspections.commands.recording import locked, recorded, refuse_other_division, refuse_reused
from server.inspections.inputs import AppendSupplement, RecordDelivery
from server.inspections.models import Delivery, Inspection, Supplement
from server.inspections.problems import InspectionStep, NotYourInspection
from server.kernel.identity import Identity
from server.kernel.permissions import command

SIGNED = ("submitted", "returned", "approved")


@command("supplement.append", permission="inspection.write")
def append_supplement(session: Session, identity: Identity, input: AppendSupplement, *, now: datetime,
                      op_id: str | None = None) -> Supplement:
    """Add an explanation, a classification or a late photo. The visit gets a new version, so reviewers notice."""
    inspection = _signed(session, identity, input.inspection_id, "supplement")
    refuse_reused(session, Supplement, input.id)
    refuse_other_division(inspection, input.division)
    if identity.user_id not in queries.took_part(session, inspection):
        raise NotYourInspection()
    made = Supplement(**{**vars(input), "photos": list(input.photos)}, officer_id=identity.user_id, created_at=now,
                      updated_at=now)
    session.add(made)
    link_blobs(session, identity, input.photos, subject_kind="inspection", subject_id=inspection.id,
               division=inspection.division, now=now)
    recorded(session, identity, "supplement.append", [made, inspection], now=now,
             premises_id=inspection.premises_id, op_id=op_id, details={"inspection_id": inspection.id})
    return made


@command("delivery.record", permission="inspection.write")
def record_delivery(session: Session, identity: Identity, input: RecordDelivery, *, now: datetime,
                    op_id: str | None = None) -> Delivery:
    """Record how the party was given the result."""
    inspection = _signed(session, identity, input.inspection_id, "deliver")
    refuse_reused(session, Delivery, input.id)
    refuse_other_division(inspection, input.division)
    if identity.user_id not in queries.took_part(session, inspection):
        raise NotYourInspection()
    made = Delivery(**vars(input), officer_id=identity.user_id, created_at=now, updated_at=now)
    session.add(made)
    recorded(session, identity, "delivery.record", [made], now=now, premises_id=inspection.premises_id, op_id=op_id,
             details={"inspection_id": inspection.id, "method": input.method})
    return made


def _signed(session: Session, identity: Identity, inspection_id: str, action: str) -> Inspection:
    found = locked(session, identity, inspection_id, "inspection.write")
    if found.state not in SIGNED:
        raise InspectionStep(state=found.state, action=action)
    return found
