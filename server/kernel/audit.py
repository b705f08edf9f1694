"""The append-only trail: who did what to which thing, when, from which device."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.kernel.columns import Instant, Json
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.model import Base


class AuditEntry(Base):
    """One act. Never updated, never deleted."""

    __tablename__ = "audit_entry"
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    user_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    device_id: Mapped[str | None] = mapped_column(sa.String(36))
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(30))
    subject_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    division: Mapped[str | None] = mapped_column(sa.String(6), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(Json)


def append(session: Session, identity: Identity, action: str, subject_kind: str, subject_id: str, *, now: datetime,
           division: str | None = None, details: dict[str, Any] | None = None) -> None:
    """Write one line of the trail in the caller's transaction."""
    session.add(AuditEntry(id=uuid7(), at=now, user_id=identity.user_id, device_id=identity.device_id, action=action,
                           subject_kind=subject_kind, subject_id=subject_id, division=division,
                           details=details or {}))
