"""Narrow reads for people who are not signed in: the way to a place, and accepted certificates."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.registry.models import Premises, Verification
from server.registry.policy import MAX_DEPTH

MOST = 5


def chain(session: Session, premises_id: str) -> list[Premises]:
    """The venue first, then its parts down to these premises."""
    found: list[Premises] = []
    next_id: str | None = premises_id
    while next_id and len(found) < MAX_DEPTH:
        one = session.get_one(Premises, next_id)
        found.insert(0, one)
        next_id = one.parent_id
    return found


def certificates(session: Session, instrument_id: str) -> Sequence[Verification]:
    """The newest accepted verifications, newest first."""
    query = sa.select(Verification).where(Verification.instrument_id == instrument_id, Verification.state == "accepted")
    return session.scalars(query.order_by(Verification.verified_on.desc(), Verification.id).limit(MOST)).all()
