"""Reads of visits. Seen in one's divisions, when one took part, or when a task gave one the premises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.campaigns.models import Task, TaskAssignee
from server.inspections.models import Check, Confirmation, Delivery, Inspection, Supplement
from server.kernel.changes import EntityVersion
from server.kernel.identity import Identity
from server.kernel.problems import NotFound

Child = Check | Confirmation | Supplement | Delivery


def visible_inspections(identity: Identity) -> sa.Select[Any]:
    given = (sa.select(TaskAssignee.task_id).join(Task, Task.id == TaskAssignee.task_id)
             .where(TaskAssignee.user_id == identity.user_id, Task.state != "cancelled"))
    return sa.select(Inspection).where(sa.or_(
        Inspection.division.in_(identity.divisions("inspection.read")), Inspection.task_id.in_(given),
        Inspection.lead_officer_id == identity.user_id, Inspection.second_officer_id == identity.user_id))


def visible_inspection(session: Session, identity: Identity, inspection_id: str) -> Inspection:
    found: Inspection | None = session.scalar(visible_inspections(identity).where(Inspection.id == inspection_id))
    if found is None:
        raise NotFound(entity="inspection")
    return found


def children(session: Session, kind: type[Child], inspection_ids: Sequence[str]) -> list[Any]:
    """The append-only children of visits that may be seen, oldest first."""
    query = sa.select(kind).where(kind.inspection_id.in_(inspection_ids)).order_by(kind.created_at, kind.id)
    return list(session.scalars(query))


def effective(checks: Sequence[Check]) -> list[Check]:
    """The checks that count: those that no later one replaces."""
    replaced = {one.replaces for one in checks}
    return [one for one in checks if one.id not in replaced]


def took_part(session: Session, inspection: Inspection) -> frozenset[str]:
    """Everybody whose work the record is: both officers, whoever wrote one of its children, and whoever changed it
    from a phone, also when they have left the visit since. Reviewers act at the desk, without an operation."""
    found = {inspection.lead_officer_id, inspection.second_officer_id}
    for kind in (Check, Supplement, Confirmation, Delivery):
        found |= set(session.scalars(sa.select(kind.officer_id).where(kind.inspection_id == inspection.id)))
    found |= set(session.scalars(sa.select(EntityVersion.actor_id).where(
        EntityVersion.entity_id == inspection.id, EntityVersion.op_id.is_not(None))))
    return frozenset(user_id for user_id in found if user_id)


def newest_approved_checks(session: Session, instrument_id: str, limit: int = 20) -> list[tuple[Inspection, Check]]:
    """What approved visits found about an instrument, the newest first. The last result is the first row."""
    later = sa.orm.aliased(Check)
    query = (sa.select(Inspection, Check).join(Check, Check.inspection_id == Inspection.id)
             .where(Check.instrument_id == instrument_id, Inspection.state == "approved",
                    ~sa.exists().where(later.replaces == Check.id))
             .order_by(Inspection.on.desc(), Check.created_at.desc(), Check.id).limit(limit))
    return [(inspection, check) for inspection, check in session.execute(query)]
