"""Signing seals. Submit, submit again after a return, or withdraw what was never signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.campaigns import commands as campaigns
from server.evidence.commands import link_blobs
from server.inspections import policy, queries, seal
from server.inspections.commands.recording import locked, may_officiate, move, recorded, superseded_by, target
from server.inspections.commands.visits import apply_changes, refuse_unpatchable
from server.inspections.inputs import SubmitInspection
from server.inspections.models import Check, Inspection, Supplement
from server.inspections.problems import (
    NothingChecked,
    NotLead,
    NotYourInspection,
    OfficersMissing,
    ReturnUnanswered,
    SealMismatch,
    SignaturesMissing,
)
from server.inspections.wire import facts
from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.kernel.problems import Invalid, field_error


@command("inspection.submit", permission="inspection.sign")
def submit_inspection(session: Session, identity: Identity, input: SubmitInspection, *, now: datetime,
                      op_id: str | None = None) -> Inspection:
    """The lead officer submits the signed visit. From here on its facts never change."""
    found = locked(session, identity, input.id, "inspection.sign")
    target(found, "submit")
    if identity.user_id != found.lead_officer_id:
        raise NotLead()
    refuse_unpatchable(session, input.changes)
    after = {**facts(found), **input.changes}
    checks = queries.children(session, Check, [found.id])
    _refuse_officers(session, found, after)
    _refuse_incomplete(after, checks, input.seal)
    _refuse_other_seal(after, checks, input.seal)
    apply_changes(found, input.changes, now)
    _seal(session, identity, found, input.seal, now)
    recorded(session, identity, "inspection.submit", [found], now=now, premises_id=found.premises_id, op_id=op_id,
             details={"seal": input.seal["sha256"]})
    _tell_others(session, identity, found, now, op_id)
    return found


def _refuse_officers(session: Session, found: Inspection, after: Mapping[str, Any]) -> None:
    second = after["second_officer_id"]
    if second is None or second == found.lead_officer_id:
        raise OfficersMissing()
    for user_id in (found.lead_officer_id, second):
        if not may_officiate(session, user_id, found):
            raise OfficersMissing(user_id=user_id)


def _refuse_incomplete(after: Mapping[str, Any], checks: Sequence[Check], given: Mapping[str, Any]) -> None:
    if after["outcome"] is None:
        raise Invalid(errors=[field_error("/outcome", "required", "say how the visit ended")])
    if after["outcome"] == "inspected" and not queries.effective(checks):
        raise NothingChecked()
    named = _photos(checks) | policy.signature_blobs(given["signatures"])
    faults = policy.signature_faults(after["outcome"], given["signatures"], set(given["blobs"]) - named)
    if faults:
        raise SignaturesMissing(errors=faults)


def _photos(checks: Sequence[Check]) -> set[str]:
    return set().union(*(policy.photos_of({"photos": one.photos, "answers": one.answers}) for one in checks))


def _refuse_other_seal(after: Mapping[str, Any], checks: Sequence[Check], given: Mapping[str, Any]) -> None:
    wrong = seal.differences(given, after, {one.id: one.op_sha256 for one in checks}, _photos(checks))
    if wrong:
        raise SealMismatch(errors=[field_error(one, "seal", "differs from what the server received") for one in wrong])


def _seal(session: Session, identity: Identity, found: Inspection, given: Mapping[str, Any], now: datetime) -> None:
    found.seal, found.submitted_at = dict(given), now
    move(found, "submit", now)
    link_blobs(session, identity, set(given["blobs"]) | policy.signature_blobs(given["signatures"]),
               subject_kind="inspection", subject_id=found.id, division=found.division, now=now)


def _tell_others(session: Session, identity: Identity, found: Inspection, now: datetime, op_id: str | None) -> None:
    """The task is done, and the record this one supersedes is retired, unless it was approved meanwhile."""
    if found.task_id:
        campaigns.finish_task(session, identity, found.task_id, found.id, now=now)
    old = superseded_by(session, found)
    if old and old.state in ("submitted", "returned"):
        move(old, "supersede", now)
        recorded(session, identity, "inspection.supersede", [old], now=now, premises_id=old.premises_id, op_id=op_id,
                 details={"by": found.id})


@command("inspection.resubmit", permission="inspection.sign")
def resubmit_inspection(session: Session, identity: Identity, inspection_id: str, *, now: datetime,
                        op_id: str | None = None) -> Inspection:
    """Back to review after a return, once something was added that answers it. The seal stays what it was."""
    found = locked(session, identity, inspection_id, "inspection.sign")
    target(found, "resubmit")
    if identity.user_id not in (found.lead_officer_id, found.second_officer_id):
        raise NotYourInspection()
    returned_at = max(one["at"] for one in found.review_comments)
    since = datetime.fromisoformat(returned_at)
    answered = sa.select(Supplement.id).where(Supplement.inspection_id == found.id, Supplement.created_at >= since)
    if session.scalar(answered.limit(1)) is None:
        raise ReturnUnanswered()
    move(found, "resubmit", now)
    recorded(session, identity, "inspection.resubmit", [found], now=now, premises_id=found.premises_id, op_id=op_id)
    return found


@command("inspection.withdraw", permission="inspection.sign")
def withdraw_inspection(session: Session, identity: Identity, inspection_id: str, reason: str, *, now: datetime,
                        op_id: str | None = None) -> Inspection:
    """The lead officer gives up a visit that was never signed; it stays readable, and its task is open again."""
    found = locked(session, identity, inspection_id, "inspection.sign")
    target(found, "withdraw")
    if identity.user_id != found.lead_officer_id:
        raise NotLead()
    move(found, "withdraw", now)
    recorded(session, identity, "inspection.withdraw", [found], now=now, premises_id=found.premises_id, op_id=op_id,
             details={"reason": reason})
    if found.task_id:
        campaigns.release_task(session, identity, found.task_id, found.id, now=now)
    return found
