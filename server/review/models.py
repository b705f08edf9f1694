"""Decisions and publications: append-only, each the act of one person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.columns import Json
from server.kernel.model import Base, Entity, one_of

DECISIONS = ("approve", "return")


class ReviewDecision(Entity, Base):
    """A reviewer decided about the version they saw."""

    __tablename__ = "review_decision"
    inspection_id: Mapped[str] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    decision: Mapped[str] = mapped_column(sa.String(10))
    version: Mapped[int] = mapped_column(sa.Integer)
    comments: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    note: Mapped[str | None] = mapped_column(sa.Text)
    accept_missing: Mapped[bool] = mapped_column(sa.Boolean)
    missing_blobs: Mapped[list[str]] = mapped_column(Json)
    reviewer_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (one_of("decision", "decision", DECISIONS),)


class Publication(Entity, Base):
    """The result of an approved visit was made public, in these words."""

    __tablename__ = "publication"
    inspection_id: Mapped[str] = mapped_column(sa.ForeignKey("inspection.id"), unique=True)
    instrument_ids: Mapped[list[str]] = mapped_column(Json)
    wording: Mapped[str] = mapped_column(sa.Text)
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    publisher_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"))


def wire_state(one: Publication) -> dict[str, Any]:
    return {"inspection_id": one.inspection_id, "instrument_ids": one.instrument_ids, "wording": one.wording,
            "division": one.division}
