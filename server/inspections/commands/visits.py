"""A visit begins, and its facts are filled in while it is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.campaigns import commands as campaigns
from server.campaigns.models import Task
from server.inspections.commands.recording import locked, may, recorded, refuse_reused
from server.inspections.inputs import CreateInspection, PatchInspection
from server.inspections.lifecycle import PATCHABLE, is_sealed
from server.inspections.models import Inspection
from server.inspections.problems import DateOfJudgement, NotSupersedable, NotYourInspection, Sealed
from server.kernel import clock
from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.kernel.problems import Forbidden, Invalid, field_error
from server.registry.models import Premises

SUPERSEDABLE = ("submitted", "returned")


@command("inspection.create", permission="inspection.write")
def create_inspection(session: Session, identity: Identity, input: CreateInspection, *, now: datetime,
                      op_id: str | None = None) -> Inspection:
    """The lead officer starts a visit; the task it answers begins. A cancelled task does not refuse the visit."""
    refuse_reused(session, Inspection, input.id)
    premises = _premises(session, identity, input)
    if input.lead_officer_id != identity.user_id:
        raise NotYourInspection(lead_officer_id=input.lead_officer_id)
    _check_date(input)
    _check_references(session, input, premises)
    made = Inspection(**_columns(input), state="open", review_comments=[], created_at=now, updated_at=now)
    session.add(made)
    recorded(session, identity, "inspection.create", [made], now=now, premises_id=made.premises_id, op_id=op_id)
    if made.task_id:
        campaigns.start_task(session, identity, made.task_id, made.id, now=now)
    return made


def _premises(session: Session, identity: Identity, input: CreateInspection) -> Premises:
    found, answering = session.get(Premises, input.premises_id), _task_again(session, input)
    if found is None or not may(session, identity, "inspection.read", found.division, found.id, answering):
        raise Invalid(errors=[field_error("/premises_id", "unknown_reference", "names nothing you may use")])
    if found.division != input.division:
        raise Invalid(errors=[field_error("/division", "division", "is not the division of the premises")])
    if not may(session, identity, "inspection.write", found.division, found.id, answering):
        raise Forbidden(permission="inspection.write")
    return found


def _task_again(session: Session, input: CreateInspection) -> str | None:
    """The task that is answered anew, when this visit supersedes one that had answered it and was not accepted."""
    old = session.get(Inspection, input.supersedes_id) if input.supersedes_id and input.task_id else None
    is_again = old is not None and old.task_id == input.task_id and old.state in SUPERSEDABLE
    return input.task_id if is_again else None


def _check_date(input: CreateInspection) -> None:
    start = datetime.fromisoformat(input.started_at.replace("Z", "+00:00"))
    expected = clock.local_date(start, current_app.extensions["settings"].timezone)
    if input.on != expected:
        raise DateOfJudgement(errors=[field_error("/on", "date", f"the start lies on {expected.isoformat()}")])


def _check_references(session: Session, input: CreateInspection, premises: Premises) -> None:
    _check_second(session, input.second_officer_id)
    if input.task_id:
        task = session.get(Task, input.task_id)
        place = session.get(Premises, task.premises_id) if task else None
        if place is None or place.root_id != premises.root_id:
            raise Invalid(errors=[field_error("/task_id", "unknown_reference", "is no task for these premises")])
    if input.supersedes_id:
        old = session.get(Inspection, input.supersedes_id)
        if old is None or old.premises_id != input.premises_id or old.state not in SUPERSEDABLE:
            raise NotSupersedable()


def _check_second(session: Session, user_id: str | None) -> None:
    if user_id and not accounts.officers(session, [user_id]):
        raise Invalid(errors=[field_error("/second_officer_id", "unknown_reference", "is no person known here")])


def _columns(input: CreateInspection) -> dict[str, Any]:
    return {**vars(input), "assistants": list(input.assistants), "conditions": dict(input.conditions),
            "standards": list(input.standards), "measures": list(input.measures)}


@command("inspection.patch", permission="inspection.write")
def patch_inspection(session: Session, identity: Identity, input: PatchInspection, *, now: datetime,
                     op_id: str | None = None) -> Inspection:
    """Either officer fills in facts while the visit is open. After signing nothing may."""
    found = locked(session, identity, input.id, "inspection.write")
    if is_sealed(found.state):
        raise Sealed(state=found.state)
    if identity.user_id not in (found.lead_officer_id, found.second_officer_id):
        raise NotYourInspection()
    refuse_unpatchable(session, input.changes)
    apply_changes(found, input.changes, now)
    recorded(session, identity, "inspection.patch", [found], now=now, premises_id=found.premises_id, op_id=op_id,
             details={"fields": sorted(input.changes)})
    return found


def refuse_unpatchable(session: Session, changes: Mapping[str, Any]) -> None:
    """Only facts that may still be set; any other name is refused."""
    for name in changes:
        if name not in PATCHABLE:
            raise Invalid(errors=[field_error(f"/{name}", "not_patchable", "cannot be changed")])
    _check_second(session, changes.get("second_officer_id"))


def apply_changes(found: Inspection, changes: Mapping[str, Any], now: datetime) -> None:
    for name, value in changes.items():
        setattr(found, name, value)
    found.updated_at = now
