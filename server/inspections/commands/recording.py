"""How every command of this room reads a visit and leaves its mark: lock, access, change log, trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.campaigns import queries as campaigns
from server.inspections import guard as guard  # every command is under the guard
from server.inspections.lifecycle import TABLE
from server.inspections.models import Inspection
from server.inspections.problems import IdentifierReused, InspectionStep
from server.inspections.wire import ENTITIES, Synced, wire_state
from server.kernel import audit, changes
from server.kernel.identity import Identity
from server.kernel.problems import Forbidden, Invalid, NotFound, field_error


def locked(session: Session, identity: Identity, inspection_id: str, permission: str, *,
           needs_open_task: bool = False) -> Inspection:
    """The visit, locked, if this identity may act on it. What may not be seen is absent.

    Somebody from outside may finish the visit that answers their task when the task is done; to find out more
    (`needs_open_task`) the task has to be open.
    """
    found = session.get(Inspection, inspection_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(entity="inspection")
    answering = None if needs_open_task else found.task_id
    if not may(session, identity, permission, found.division, found.premises_id, answering):
        if may(session, identity, "inspection.read", found.division, found.premises_id, found.task_id):
            raise Forbidden(permission=permission)
        raise NotFound(entity="inspection")
    return found


def superseded_by(session: Session, inspection: Inspection) -> Inspection | None:
    """The record that this one retires, locked: a decision about it may be under way."""
    if inspection.supersedes_id is None:
        return None
    return session.get(Inspection, inspection.supersedes_id, with_for_update=True, populate_existing=True)


def may(session: Session, identity: Identity, permission: str, division: str, premises_id: str,
        answering: str | None = None) -> bool:
    """A permission reaches one's divisions, the places that an open task gave one, and what answers one's task."""
    return identity.may(permission, division) or (
        identity.has(permission) and campaigns.is_assigned(session, identity.user_id, premises_id, answering))


def may_officiate(session: Session, user_id: str, inspection: Inspection) -> bool:
    """Whether this person held an enforcement appointment for the visit on its date."""
    if accounts.is_officer(session, user_id, inspection.division, inspection.on):
        return True
    home = accounts.officers(session, [user_id]).get(user_id)
    return bool(home and accounts.is_officer(session, user_id, home.home_division, inspection.on)
                and campaigns.is_assigned(session, user_id, inspection.premises_id, inspection.task_id))


def refuse_reused(session: Session, model: type[Synced], id: str) -> None:
    if session.get(model, id) is not None or changes.version_of(session, id):
        raise IdentifierReused(entity=ENTITIES[model])


def refuse_other_division(inspection: Inspection, division: str) -> None:
    if division != inspection.division:
        raise Invalid(errors=[field_error("/division", "division", "is not the division of the inspection")])


def move(inspection: Inspection, action: str, now: datetime) -> None:
    """Take a step of the lifecycle, or refuse it."""
    inspection.state, inspection.updated_at = target(inspection, action), now


def target(inspection: Inspection, action: str) -> str:
    """Where a step leads, or the refusal, before anything is written."""
    step = TABLE.get((inspection.state, action))
    if step is None:
        raise InspectionStep(state=inspection.state, action=action)
    return step.target


def recorded(session: Session, identity: Identity, action: str, entities: Sequence[Synced], *, now: datetime,
             premises_id: str, op_id: str | None, details: dict[str, Any] | None = None) -> None:
    """The next version of each entity in its scopes, and one line of the trail for the first."""
    session.flush()
    also = campaigns.shared_scopes(session, premises_id)
    changes.record_many(session, [
        changes.Change(ENTITIES[type(one)], one.id, f"division:{one.division}", wire_state(one), also=also)
        for one in entities], actor=identity.user_id, now=now, op_id=op_id)
    first = entities[0]
    audit.append(session, identity, action, ENTITIES[type(first)], first.id, now=now, division=first.division,
                 details=details)
