"""Batches of labels, the labels, and every binding of a label to an instrument."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.columns import Instant
from server.kernel.model import Base, Entity, one_of
from server.labels.lifecycle import BOUND, ENDINGS, LABEL_STATES, PROFILES


class LabelBatch(Entity, Base):
    """Labels made together: they share the first group of four. Profile and host never change."""

    __tablename__ = "label_batch"
    __table_args__ = (one_of("profile_known", "profile", PROFILES), sa.UniqueConstraint("key", "number"))
    key: Mapped[int] = mapped_column(sa.Integer)
    number: Mapped[int] = mapped_column(sa.Integer)
    profile: Mapped[str] = mapped_column(sa.String(10))
    host: Mapped[str] = mapped_column(sa.String(255))
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"), index=True)
    size: Mapped[int] = mapped_column(sa.Integer)
    is_demo: Mapped[bool] = mapped_column(sa.Boolean)
    created_by: Mapped[str] = mapped_column(sa.String(36))


class Label(Entity, Base):
    """One label by its code. `disputed`: somebody is finding out which of two things is true; the public is told."""

    __tablename__ = "label"
    __table_args__ = (
        one_of("state_known", "state", LABEL_STATES),
        sa.CheckConstraint(f"(state = '{BOUND}') = (instrument_id is not null)", name="bound_has_instrument"),
        sa.Index("uq_label_instrument_id", "instrument_id", unique=True),  # an instrument wears one living label
        sa.Index("ix_label_division_code", "division", "code"))
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    batch_id: Mapped[str] = mapped_column(sa.ForeignKey("label_batch.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(10))
    instrument_id: Mapped[str | None] = mapped_column(sa.ForeignKey("instrument.id"))
    bound_at: Mapped[datetime | None] = mapped_column(Instant)
    disputed: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))

    def wire(self) -> dict[str, Any]:
        """The synced state."""
        return {"code": self.code, "batch_id": self.batch_id, "state": self.state,
                "instrument_id": self.instrument_id, "disputed": self.disputed, "division": self.division,
                "bound_at": self.bound_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if self.bound_at else None}


class LabelBinding(Base):
    """What a label was put on, by whom, and until when. Rows are only added, and closed once."""

    __tablename__ = "label_binding"
    __table_args__ = (one_of("ending_known", "ending", ENDINGS),)
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    label_id: Mapped[str] = mapped_column(sa.ForeignKey("label.id"), index=True)
    instrument_id: Mapped[str] = mapped_column(sa.ForeignKey("instrument.id"), index=True)
    bound_at: Mapped[datetime] = mapped_column(Instant)
    bound_by: Mapped[str] = mapped_column(sa.String(36))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(sa.String(36))
    ending: Mapped[str | None] = mapped_column(sa.String(10))
    reason: Mapped[str | None] = mapped_column(sa.String(300))
