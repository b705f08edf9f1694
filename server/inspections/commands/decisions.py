"""What review does to a visit. The review room holds the rules of a decision; here the visit takes the step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from server.campaigns import commands as campaigns
from server.inspections.commands.recording import locked, move, recorded, superseded_by, target
from server.inspections.inputs import Comment
from server.inspections.models import Inspection
from server.inspections.problems import InspectionStep
from server.kernel import clock
from server.kernel.identity import Identity
from server.kernel.permissions import command


@command("inspection.return", permission="review.decide")
def return_inspection(session: Session, identity: Identity, inspection_id: str, comments: Sequence[Comment], *,
                      now: datetime) -> Inspection:
    """Send a visit back with comments. Earlier comments stay; the facts stay sealed."""
    found = locked(session, identity, inspection_id, "review.decide")
    target(found, "return")
    said = [{"path": one.path, "text": one.text, "at": clock.wire(now), "reviewer": identity.user_id}
            for one in comments]
    found.review_comments = [*found.review_comments, *said]
    move(found, "return", now)
    recorded(session, identity, "inspection.return", [found], now=now, premises_id=found.premises_id, op_id=None,
             details={"comments": len(said)})
    return found


@command("inspection.approve", permission="review.decide")
def approve_inspection(session: Session, identity: Identity, inspection_id: str, *, now: datetime) -> Inspection:
    """Accept a visit. The record it supersedes is retired even where that had been approved."""
    found = locked(session, identity, inspection_id, "review.decide")
    move(found, "approve", now)
    recorded(session, identity, "inspection.approve", [found], now=now, premises_id=found.premises_id, op_id=None)
    if found.task_id:
        campaigns.end_grants(session, found.task_id, now=now)
    old = superseded_by(session, found)
    if old and old.state != "superseded":
        move(old, "supersede", now)
        recorded(session, identity, "inspection.supersede", [old], now=now, premises_id=old.premises_id, op_id=None,
                 details={"by": found.id})
    return found


@command("inspection.mark_published", permission="review.publish")
def mark_published(session: Session, identity: Identity, inspection_id: str, *, now: datetime) -> Inspection:
    """Remember on the visit that its result was published. Only an approved one can be."""
    found = locked(session, identity, inspection_id, "review.publish")
    if found.state != "approved":
        raise InspectionStep(state=found.state, action="publish")
    found.published_at, found.updated_at = now, now
    recorded(session, identity, "inspection.mark_published", [found], now=now, premises_id=found.premises_id,
             op_id=None)
    return found
