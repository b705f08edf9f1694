"""Campaigns, tasks and who a task is given to."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.campaigns.lifecycle import CAMPAIGN_STATES, TASK_STATES
from server.kernel.columns import Json
from server.kernel.model import Base, Entity, one_of


class Campaign(Entity, Base):
    """A campaign with its legal basis and the kinds of venue it looks at."""

    __tablename__ = "campaign"
    name: Mapped[str] = mapped_column(sa.String(120))
    basis: Mapped[str] = mapped_column(sa.String(500))
    kinds: Mapped[list[str]] = mapped_column(Json)
    starts_on: Mapped[date] = mapped_column(sa.Date)
    ends_on: Mapped[date] = mapped_column(sa.Date)
    state: Mapped[str] = mapped_column(sa.String(10), default="planned")
    __table_args__ = (one_of("state", "state", CAMPAIGN_STATES),)


class Task(Entity, Base):
    """One venue to be visited for a campaign. `is_shared`: somebody outside the division was given it."""

    __tablename__ = "task"
    campaign_id: Mapped[str] = mapped_column(sa.ForeignKey("campaign.id"), index=True)
    premises_id: Mapped[str] = mapped_column(sa.ForeignKey("premises.id"), index=True)
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"), index=True)
    due_on: Mapped[date] = mapped_column(sa.Date)
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    inspection_id: Mapped[str | None] = mapped_column(sa.String(36))
    note: Mapped[str | None] = mapped_column(sa.String(500))
    is_shared: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    assignees: Mapped[list[TaskAssignee]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="TaskAssignee.user_id")
    __table_args__ = (one_of("state", "state", TASK_STATES),)

    @property
    def assignee_ids(self) -> list[str]:
        return [one.user_id for one in self.assignees]


class TaskAssignee(Base):
    """A person the task is given to."""

    __tablename__ = "task_assignee"
    task_id: Mapped[str] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
