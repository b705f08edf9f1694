"""Deciding about a submitted visit, and publishing an approved one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence import queries as evidence
from server.inspections import commands as inspections
from server.inspections import queries as visits
from server.inspections.inputs import Comment
from server.inspections.models import Check, Inspection
from server.kernel import audit, changes
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command
from server.kernel.problems import Invalid, StaleVersion, field_error
from server.registry.commands import decide_verification
from server.registry.inputs import Decision
from server.registry.models import Verification
from server.review import policy
from server.review.models import Publication, ReviewDecision, wire_state
from server.review.problems import AlreadyPublished, AwaitingConfirmation, AwaitingEvidence, FourEyes


@dataclass(frozen=True)
class Decide:
    """A reviewer's decision about the version they saw. `accept_missing` approves without photos that never came."""

    inspection_id: str
    decision: str
    version: int
    comments: Sequence[Comment] = ()
    note: str | None = None
    accept_missing: bool = False


@dataclass(frozen=True)
class Publish:
    """The words in which an approved result is made public."""

    inspection_id: str
    wording: str
    version: int


@command("review.decide", permission="review.decide")
def decide(session: Session, identity: Identity, input: Decide, *, now: datetime) -> ReviewDecision:
    """Approve a visit or return it with comments. One transaction, one decision."""
    found = _seen(session, identity, input.inspection_id, "review.decide", input.version)
    missing = sorted(evidence.missing_of(session, "inspection", [found.id]).get(found.id, ()))
    if input.decision == "return":
        if not input.comments:
            raise Invalid(errors=[field_error("/comments", "required", "say what has to be answered")])
        inspections.return_inspection(session, identity, found.id, input.comments, now=now)
    else:
        _refuse_incomplete(found, input, missing)
        inspections.approve_inspection(session, identity, found.id, now=now)
        _accept_verifications(session, identity, found, now)
    made = ReviewDecision(
        id=uuid7(), inspection_id=found.id, decision=input.decision, version=input.version, note=input.note,
        comments=[{"path": one.path, "text": one.text} for one in input.comments], reviewer_id=identity.user_id,
        accept_missing=input.accept_missing, missing_blobs=missing, created_at=now, updated_at=now)
    session.add(made)
    session.flush()
    audit.append(session, identity, "review.decide", "inspection", found.id, now=now, division=found.division,
                 details={"decision": input.decision, "version": input.version, "missing_blobs": len(missing)})
    return made


def _seen(session: Session, identity: Identity, inspection_id: str, permission: str, version: int) -> Inspection:
    """The visit, if this person may act on it, took no part in it, and looked at its newest version."""
    found = visits.visible_inspection(session, identity, inspection_id)
    identity.require(permission, found.division)
    session.refresh(found, with_for_update=True)
    if not policy.is_stranger(identity.user_id, visits.took_part(session, found)):
        raise FourEyes()
    newest = changes.version_of(session, found.id)
    if newest != version:
        raise StaleVersion(version=newest)
    return found


def _refuse_incomplete(found: Inspection, input: Decide, missing: Sequence[str]) -> None:
    if found.state == "submitted" and found.second_confirmed_at is None:
        raise AwaitingConfirmation()
    if missing and not (input.accept_missing and (input.note or "").strip()):
        raise AwaitingEvidence(missing=len(missing))


def _accept_verifications(session: Session, identity: Identity, found: Inspection, now: datetime) -> None:
    """What the officers read off certificates during the visit becomes the ledger's word."""
    checks = visits.children(session, Check, [found.id])
    instruments = {one.instrument_id for one in visits.effective(checks) if one.instrument_id}
    pending = session.scalars(sa.select(Verification).where(
        Verification.instrument_id.in_(instruments), Verification.state == "pending",
        Verification.reported_by.in_(visits.took_part(session, found))).order_by(Verification.verified_on,
                                                                                 Verification.id))
    for one in list(pending):
        if identity.may("review.decide", one.division):
            decide_verification(session, identity, Decision(one.id, accept=True), now=now)


@command("review.publish", permission="review.publish")
def publish(session: Session, identity: Identity, input: Publish, *, now: datetime) -> Publication:
    """Make the result of an approved visit public. It happens once, and only by somebody who took no part."""
    found = _seen(session, identity, input.inspection_id, "review.publish", input.version)
    if session.scalar(sa.select(Publication.id).where(Publication.inspection_id == found.id)):
        raise AlreadyPublished()
    inspections.mark_published(session, identity, found.id, now=now)
    checks = visits.effective(visits.children(session, Check, [found.id]))
    made = Publication(id=uuid7(), inspection_id=found.id, wording=input.wording, division=found.division,
                       instrument_ids=sorted({one.instrument_id for one in checks if one.instrument_id}),
                       publisher_id=identity.user_id, created_at=now, updated_at=now)
    session.add(made)
    session.flush()
    changes.record(session, entity="publication", id=made.id, scope=f"division:{made.division}",
                   state=wire_state(made), actor=identity.user_id, now=now)
    audit.append(session, identity, "review.publish", "inspection", found.id, now=now, division=found.division,
                 details={"publication_id": made.id, "instruments": len(made.instrument_ids)})
    return made
