"""Reads of campaigns and tasks. Tasks are seen in one's divisions, or because one was given them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.campaigns.models import Campaign, Task, TaskAssignee
from server.kernel.identity import Identity
from server.kernel.problems import NotFound
from server.registry.models import Premises

OPEN_STATES = ("open", "in_progress")


@dataclass(frozen=True)
class TaskFilter:
    """What a list of tasks may be narrowed by."""

    campaign_id: str | None = None
    division: str | None = None
    state: str | None = None
    assignee_id: str | None = None
    premises_id: str | None = None


def visible_campaigns(state: str | None = None) -> sa.Select[Any]:
    """Campaigns are announced to all who may read campaigns."""
    query = sa.select(Campaign)
    return query.where(Campaign.state == state) if state else query


def campaign(session: Session, campaign_id: str) -> Campaign:
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFound()
    return found


def visible_tasks(identity: Identity, narrowed: TaskFilter = TaskFilter()) -> sa.Select[Any]:
    given = sa.select(TaskAssignee.task_id).where(TaskAssignee.user_id == identity.user_id)
    query = sa.select(Task).where(sa.or_(Task.division.in_(identity.divisions("campaign.read")), Task.id.in_(given)))
    for name in ("campaign_id", "division", "state", "premises_id"):
        value = getattr(narrowed, name)
        query = query.where(getattr(Task, name) == value) if value else query
    if narrowed.assignee_id:
        mine = sa.select(TaskAssignee.task_id).where(TaskAssignee.user_id == narrowed.assignee_id)
        query = query.where(Task.id.in_(mine))
    return query


def progress(session: Session, identity: Identity, campaign_id: str) -> dict[str, int]:
    """How many tasks of a campaign stand in each state, counted over what this identity may see."""
    seen = visible_tasks(identity, TaskFilter(campaign_id=campaign_id)).subquery()
    rows = session.execute(sa.select(seen.c.state, sa.func.count()).group_by(seen.c.state))
    return {row[0]: row[1] for row in rows}


def is_assigned(session: Session, user_id: str, premises_id: str, answering: str | None = None) -> bool:
    """Whether an open task gives this person the venue of these premises. The task that a visit answers counts after
    it is done as well, for as long as it is not cancelled."""
    still = sa.or_(Task.state.in_(OPEN_STATES), sa.and_(Task.id == answering, Task.state != "cancelled"))
    root = sa.select(Premises.root_id).where(Premises.id == premises_id).scalar_subquery()
    query = (sa.select(Task.id).join(TaskAssignee).join(Premises, Premises.id == Task.premises_id).where(
        TaskAssignee.user_id == user_id, Premises.root_id == root, still).limit(1))
    return session.scalar(query) is not None


def shared_scopes(session: Session, premises_id: str) -> tuple[str, ...]:
    """The scope of this place where people from outside were given it; changes there must reach them too."""
    root = session.scalar(sa.select(Premises.root_id).where(Premises.id == premises_id))
    shared = (sa.select(Task.id).join(Premises, Premises.id == Task.premises_id)
              .where(Premises.root_id == root, Task.is_shared).limit(1))
    return (f"premises:{root}",) if session.scalar(shared) else ()
