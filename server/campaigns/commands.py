"""Writes of campaigns and tasks. Tasks start and end with the inspection that answers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.accounts.models import User
from server.campaigns import lifecycle, queries, wire
from server.campaigns.models import Campaign, Task, TaskAssignee
from server.campaigns.problems import CampaignClosed, CampaignStep, TaskStep
from server.kernel import audit, changes
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command
from server.kernel.problems import Forbidden, Invalid, NotFound, field_error
from server.registry import commands as registry
from server.registry.models import Premises


@dataclass(frozen=True)
class CreateCampaign:
    """A campaign to announce. `id` may be minted by the caller."""

    name: str
    basis: str
    kinds: tuple[str, ...]
    starts_on: date
    ends_on: date
    id: str | None = None


@dataclass(frozen=True)
class NewTask:
    """One venue, the people it is given to, and by when."""

    premises_id: str
    assignee_ids: tuple[str, ...]
    due_on: date
    note: str | None = None
    id: str | None = None


@command("campaign.create", permission="campaign.write")
def create_campaign(session: Session, identity: Identity, input: CreateCampaign, *, now: datetime) -> Campaign:
    """A new campaign, still planned."""
    if not identity.has("campaign.write"):
        raise Forbidden(permission="campaign.write")
    if input.ends_on < input.starts_on:
        raise Invalid(errors=[field_error("/ends_on", "order", "ends before it begins")])
    found = Campaign(id=input.id or uuid7(), name=input.name, basis=input.basis, kinds=list(input.kinds),
                     starts_on=input.starts_on, ends_on=input.ends_on, state="planned", created_at=now, updated_at=now)
    session.add(found)
    _publish_campaign(session, identity, found, now)
    audit.append(session, identity, "campaign.create", "campaign", found.id, now=now)
    return found


@command("campaign.move", permission="campaign.write")
def move_campaign(session: Session, identity: Identity, campaign_id: str, action: str, *, now: datetime) -> Campaign:
    """Open, close or reopen a campaign."""
    if not identity.has("campaign.write"):
        raise Forbidden(permission="campaign.write")
    found = queries.campaign(session, campaign_id)
    target = lifecycle.CAMPAIGN.get((found.state, action))
    if target is None:
        raise CampaignStep(state=found.state, action=action)
    found.state, found.updated_at = target, now
    _publish_campaign(session, identity, found, now)
    audit.append(session, identity, "campaign.move", "campaign", found.id, now=now, details={"action": action})
    return found


@command("task.create", permission="campaign.write")
def create_tasks(session: Session, identity: Identity, campaign_id: str, given: Sequence[NewTask], *,
                 now: datetime) -> list[Task]:
    """Give out tasks. Who is from outside the division is granted the premises of the task."""
    campaign = queries.campaign(session, campaign_id)
    if campaign.state == "closed":
        raise CampaignClosed()
    made = [_task(session, identity, campaign, one, place, now) for place, one in enumerate(given)]
    session.flush()
    changes.record_many(session, [_change(session, task) for task in made], actor=identity.user_id, now=now)
    for task in made:
        audit.append(session, identity, "task.create", "task", task.id, now=now, division=task.division,
                     details={"campaign_id": campaign.id, "assignee_ids": task.assignee_ids})
    return made


def _task(session: Session, identity: Identity, campaign: Campaign, one: NewTask, place: int, now: datetime) -> Task:
    premises = session.get(Premises, one.premises_id)
    if premises is None:
        raise Invalid(errors=[field_error(f"/tasks/{place}/premises_id", "unknown", "no such premises")])
    identity.require("campaign.write", premises.division)
    people = accounts.officers(session, one.assignee_ids)
    if len(people) != len(set(one.assignee_ids)) or not people:
        raise Invalid(errors=[field_error(f"/tasks/{place}/assignee_ids", "unknown", "no such person, or nobody")])
    task = Task(id=one.id or uuid7(), campaign_id=campaign.id, premises_id=premises.id, division=premises.division,
                due_on=one.due_on, state="open", note=one.note, created_at=now, updated_at=now,
                assignees=[TaskAssignee(user_id=user_id) for user_id in sorted(people)])
    session.add(task)
    outside = [user for user in people.values() if not _reaches(session, user, premises.division, now)]
    task.is_shared = bool(outside)
    _grant(session, premises, outside, task.id, now)
    return task


def _reaches(session: Session, user: User, division: str, now: datetime) -> bool:
    return accounts.identity_of(session, user, None, now.date()).may("inspection.read", division)


def _grant(session: Session, premises: Premises, outside: Sequence[User], reason: str, now: datetime) -> None:
    """Share the premises and grant their scope. The sync room, above us, installs the hook that keeps grants."""
    if not outside:
        return
    scope = registry.share_premises(session, premises.id, now)
    hook = current_app.extensions["grant_scope"]
    for user in outside:
        hook(session, user.id, scope, reason, now)


@command("task.start", permission=None)
def start_task(session: Session, identity: Identity, task_id: str, inspection_id: str, *, now: datetime) -> Task:
    """The visit began. Called by the inspection, which checked who acts; a task already moving or cancelled stays."""
    task = _get(session, task_id)
    if (task.state, "start") in lifecycle.TASK:
        task.inspection_id = inspection_id
        _move(session, identity, task, "start", now)
    return task


@command("task.finish", permission=None)
def finish_task(session: Session, identity: Identity, task_id: str, inspection_id: str, *, now: datetime) -> Task:
    """The visit was submitted. Called by the inspection; a task cancelled meanwhile stays cancelled."""
    task = _get(session, task_id)
    if (task.state, "finish") in lifecycle.TASK:
        task.inspection_id = inspection_id
        _move(session, identity, task, "finish", now)
    return task


@command("task.release", permission=None)
def release_task(session: Session, identity: Identity, task_id: str, inspection_id: str, *, now: datetime) -> Task:
    """The visit was withdrawn before it was submitted: the task is open again. Called by the inspection."""
    task = _get(session, task_id)
    if task.inspection_id == inspection_id and (task.state, "release") in lifecycle.TASK:
        task.inspection_id = None
        _move(session, identity, task, "release", now)
    return task


@command("task.cancel", permission="campaign.write")
def cancel_task(session: Session, identity: Identity, task_id: str, reason: str, *, now: datetime) -> Task:
    """A task is called off. What was already recorded for it stays."""
    task = _get(session, task_id)
    if not identity.may("campaign.write", task.division):
        raise NotFound()
    if (task.state, "cancel") not in lifecycle.TASK:
        raise TaskStep(state=task.state, action="cancel")
    _move(session, identity, task, "cancel", now, reason=reason)
    end_grants(session, task.id, now=now)
    return task


@command("task.end_grants", permission=None)
def end_grants(session: Session, task_id: str, *, now: datetime) -> None:
    """People from outside no longer receive the place. Called when the task is cancelled or its visit approved."""
    task = _get(session, task_id)
    if task.is_shared:
        root = session.get_one(Premises, task.premises_id).root_id
        current_app.extensions["revoke_scope"](session, f"premises:{root}", task.id, now)


def _get(session: Session, task_id: str) -> Task:
    task = session.get(Task, task_id)
    if task is None:
        raise NotFound()
    return task


def _move(session: Session, identity: Identity, task: Task, action: str, now: datetime, **details: str) -> None:
    task.state, task.updated_at = lifecycle.TASK[(task.state, action)], now
    session.flush()
    changes.record_many(session, [_change(session, task)], actor=identity.user_id, now=now)
    audit.append(session, identity, f"task.{action}", "task", task.id, now=now, division=task.division,
                 details={"inspection_id": task.inspection_id, **details})


def _change(session: Session, task: Task) -> changes.Change:
    return changes.Change("task", task.id, f"division:{task.division}", wire.task_state(task),
                          also=queries.shared_scopes(session, task.premises_id))


def _publish_campaign(session: Session, identity: Identity, found: Campaign, now: datetime) -> None:
    session.flush()
    changes.record(session, entity="campaign", id=found.id, scope="ref:campaigns", state=wire.campaign_state(found),
                   actor=identity.user_id, now=now)
