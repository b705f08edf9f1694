"""Reads of review: the queue, its counts, decisions, and what the public may see of an instrument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence import queries as evidence
from server.inspections.lifecycle import STATES
from server.inspections.models import Check, Inspection
from server.inspections.queries import newest_approved_checks, visible_inspections
from server.kernel.changes import EntityVersion
from server.kernel.identity import Identity
from server.review.models import Publication, ReviewDecision

FLAGS = ("exceeding", "nonconforming", "evaluators_differ", "awaiting_confirmation", "awaiting_evidence", "commented")
# Oldest first; a visit not yet submitted stands by when it began.
QUEUE_KEYS = (sa.func.coalesce(sa.type_coerce(Inspection.submitted_at, sa.String),
                               sa.type_coerce(Inspection.created_at, sa.String)), Inspection.id)


@dataclass(frozen=True)
class QueueFilter:
    """What the queue may be narrowed by."""

    state: str | None = None
    division: str | None = None
    flag: str | None = None


def queue(identity: Identity, narrowed: QueueFilter) -> sa.Select[Any]:
    query = visible_inspections(identity)
    if narrowed.state:
        query = query.where(Inspection.state == narrowed.state)
    if narrowed.division:
        query = query.where(Inspection.division == narrowed.division)
    return query.where(_flagged(narrowed.flag)) if narrowed.flag else query


def _flagged(flag: str) -> sa.ColumnElement[bool]:
    if flag == "awaiting_confirmation":
        return sa.and_(Inspection.state == "submitted", Inspection.second_confirmed_at.is_(None))
    if flag == "awaiting_evidence":
        return Inspection.id.in_(evidence.awaiting("inspection"))
    if flag == "commented":
        return Inspection.id.in_(sa.select(ReviewDecision.inspection_id).where(ReviewDecision.decision == "return"))
    wanted = {"exceeding": Check.exceeds, "nonconforming": Check.conclusion == "nonconforming",
              "evaluators_differ": Check.evaluators_differ}[flag]
    return Inspection.id.in_(sa.select(Check.inspection_id).where(wanted))


def counts(session: Session, identity: Identity) -> dict[str, int]:
    """How many visits stand in each state, how many wait for something, and the conflicts that are open."""
    seen = visible_inspections(identity)
    by_state = seen.with_only_columns(Inspection.state, sa.func.count(), maintain_column_froms=True)
    found: dict[str, int] = dict.fromkeys(STATES, 0)
    found |= {row[0]: row[1] for row in session.execute(by_state.group_by(Inspection.state))}
    for flag in ("awaiting_confirmation", "awaiting_evidence"):
        waiting = seen.where(_flagged(flag), Inspection.state == "submitted")
        found[flag] = session.scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0
    return found | {"conflicts": _open_conflicts(session, identity)}


def _open_conflicts(session: Session, identity: Identity) -> int:
    """Counted in the change log, because conflicts belong to a room above this one."""
    scopes = [f"division:{code}" for code in sorted(identity.divisions("conflict.read"))]
    newest = (sa.select(EntityVersion.entity_id, sa.func.max(EntityVersion.version).label("version"))
              .where(EntityVersion.entity == "conflict").group_by(EntityVersion.entity_id).subquery())
    query = (sa.select(EntityVersion.state).join(newest, sa.and_(EntityVersion.entity_id == newest.c.entity_id,
                                                                 EntityVersion.version == newest.c.version))
             .where(EntityVersion.scope.in_(scopes)))
    return sum(state.get("state") == "open" for state in session.scalars(query))


def decisions(session: Session, inspection_id: str) -> list[ReviewDecision]:
    query = sa.select(ReviewDecision).where(ReviewDecision.inspection_id == inspection_id)
    return list(session.scalars(query.order_by(ReviewDecision.created_at, ReviewDecision.id)))


def publication(session: Session, inspection_id: str) -> Publication | None:
    return session.scalar(sa.select(Publication).where(Publication.inspection_id == inspection_id))


@dataclass(frozen=True)
class PublishedResult:
    """What anybody may know of a check: no officer, no merchant, no reading."""

    on: date
    conclusion: str
    screening: bool
    reference: bool
    wording: str
    published_at: datetime


def _is_reference(check: Check) -> bool:
    """No conclusion was drawn, because what was measured was judged by a superseded edition."""
    return check.conclusion == "inconclusive" and any(one.get("reference") for one in check.server_evaluation)


def published_results(session: Session, instrument_id: str, limit: int = 5) -> list[PublishedResult]:
    """Approved and published results of an instrument, the newest first. Public: begins from what was published."""
    found = []
    for inspection, check in newest_approved_checks(session, instrument_id):
        published = publication(session, inspection.id) if inspection.published_at else None
        if published and instrument_id in published.instrument_ids:
            found.append(PublishedResult(inspection.on, check.conclusion,
                                         any(one["screening"] for one in check.measurements),
                                         _is_reference(check), published.wording,
                                         published.created_at))
    return found[:limit]
