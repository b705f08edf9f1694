"""The rows of the queue: each visit with what a reviewer wants to know before opening it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.evidence import queries as evidence
from server.inspections import queries as visits
from server.inspections.models import Check, Inspection
from server.kernel import changes
from server.registry.models import Premises


def rows(session: Session, found: Sequence[Inspection]) -> list[dict[str, Any]]:
    ids = [one.id for one in found]
    people = accounts.user_names(session, [id for one in found
                                           for id in (one.lead_officer_id, one.second_officer_id) if id])
    names = dict(session.execute(sa.select(Premises.id, Premises.name)
                                 .where(Premises.id.in_([one.premises_id for one in found]))).all())
    missing = evidence.missing_of(session, "inspection", ids)
    versions = changes.latest(session, ids)
    checks: dict[str, list[Check]] = {}
    for check in visits.effective(visits.children(session, Check, ids)):
        checks.setdefault(check.inspection_id, []).append(check)
    return [{
        "id": one.id, "version": versions[one.id].version, "premises_id": one.premises_id,
        "premises_name": names[one.premises_id], "venue_kind": one.venue_kind, "division": one.division,
        "state": one.state, "outcome": one.outcome, "on": one.on, "submitted_at": one.submitted_at,
        "lead_officer_name": people.get(one.lead_officer_id, ""),
        "second_officer_name": people.get(one.second_officer_id or ""),
        "second_confirmed_at": one.second_confirmed_at, "supersedes_id": one.supersedes_id,
        "missing_blobs": len(missing.get(one.id, ())), "comments": len(one.review_comments),
        **_findings(checks.get(one.id, []))} for one in found]


def _findings(checks: Sequence[Check]) -> dict[str, Any]:
    """`exceeding` counts checks with a reading beyond its limit, `nonconforming` the other bad ones."""
    return {"checks": len(checks), "exceeding": sum(one.exceeds for one in checks),
            "nonconforming": sum(one.conclusion == "nonconforming" and not one.exceeds for one in checks),
            "evaluators_differ": any(one.evaluators_differ for one in checks)}
