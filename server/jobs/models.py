"""What the jobs process did and how it went."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.columns import Instant
from server.kernel.model import Base, one_of

OUTCOMES = ("running", "done", "failed")


class JobRun(Base):
    """One run of one job. `running` without an end is a process that was killed."""

    __tablename__ = "job_run"
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(30))
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(sa.String(10))
    detail: Mapped[str] = mapped_column(sa.String(500), default="")
    __table_args__ = (one_of("outcome", "outcome", OUTCOMES), sa.Index("ix_job_run_recent", "job", "started_at"))
