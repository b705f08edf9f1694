"""The class of graded supervision that an officer sets for a venue, with the reason. Nothing is overwritten."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel import audit
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command
from server.registry.models import Premises, SupervisionGrade
from server.registry.problems import NotAVenue
from server.registry.recording import referred


@command("premises.grade", permission="campaign.write")
def set_grade(session: Session, identity: Identity, premises_id: str, grade: str, reason: str, *,
              now: datetime) -> SupervisionGrade:
    """Set the class of a whole venue; the earlier ones stay readable."""
    premises = referred(session, identity, Premises, premises_id, "/premises_id")
    assert premises is not None
    identity.require("campaign.write", premises.division)
    if premises.parent_id is not None:
        raise NotAVenue()
    made = SupervisionGrade(id=uuid7(), premises_id=premises.id, grade=grade, reason=reason.strip(),
                            set_by=identity.user_id, created_at=now, updated_at=now)
    session.add(made)
    audit.append(session, identity, "premises.grade", "premises", premises.id, now=now, division=premises.division,
                 details={"grade": grade, "reason": made.reason})
    session.flush()
    return made


def grades_of(session: Session, premises_id: str) -> list[SupervisionGrade]:
    """The classes that were set for a venue that was seen already, the newest first."""
    query = sa.select(SupervisionGrade).where(SupervisionGrade.premises_id == premises_id)
    return list(session.scalars(query.order_by(SupervisionGrade.created_at.desc(), SupervisionGrade.id.desc())))
