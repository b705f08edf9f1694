"""Stored editions of checklists and rulebooks, and the stock phrases. An edition is never changed once published."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.columns import Json
from server.kernel.model import Base, Entity, one_of
from server.rulebooks.checklist import TARGETS
from server.rulebooks.lifecycle import DRAFT_STATES


class ChecklistEdition(Entity, Base):
    """One dated edition of a checklist. Only `valid_to` may move: when a newer edition takes over."""

    __tablename__ = "checklist"
    __table_args__ = (one_of("target_known", "target", TARGETS), sa.UniqueConstraint("code", "edition"))
    code: Mapped[str] = mapped_column(sa.String(40))
    edition: Mapped[str] = mapped_column(sa.String(30))
    title: Mapped[str] = mapped_column(sa.String(500))
    title_en: Mapped[str] = mapped_column(sa.String(500))
    venue_kind: Mapped[str] = mapped_column(sa.String(20))
    target: Mapped[str] = mapped_column(sa.String(10))
    valid_from: Mapped[date] = mapped_column(sa.Date)
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    basis: Mapped[str] = mapped_column(sa.String(500))
    basis_en: Mapped[str] = mapped_column(sa.String(500))
    items: Mapped[list[dict[str, Any]]] = mapped_column(Json)

    def wire(self) -> dict[str, Any]:
        """The synced state."""
        names = ("code", "edition", "title", "title_en", "venue_kind", "target", "basis", "basis_en", "items")
        return {name: getattr(self, name) for name in names} | {
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None}


class RulebookEdition(Entity, Base):
    """One dated edition of limits and coefficients for one rule; `content` is the edition whole, as published.

    Content never changes. Only `valid_to` may move, when a newer edition takes over, and so stands beside it.
    """

    __tablename__ = "rulebook"
    __table_args__ = (sa.UniqueConstraint("rule", "edition"),)
    rule: Mapped[str] = mapped_column(sa.String(60))
    edition: Mapped[str] = mapped_column(sa.String(100))
    valid_from: Mapped[date] = mapped_column(sa.Date)
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    content: Mapped[dict[str, Any]] = mapped_column(Json)

    @property
    def as_valid(self) -> dict[str, Any]:
        """The JSON edition with the end that it has by now."""
        return {**self.content, "valid_to": self.valid_to.isoformat() if self.valid_to else None}

    def wire(self) -> dict[str, Any]:
        """The synced state: the rule and the JSON edition that serves it."""
        return {**self.as_valid, "rule": self.rule}


class RulebookDraft(Entity, Base):
    """An edition that somebody prepares, with the cases that prove it. It judges nobody until it is published."""

    __tablename__ = "rulebook_draft"
    __table_args__ = (one_of("state_known", "state", DRAFT_STATES),)
    author_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"))
    state: Mapped[str] = mapped_column(sa.String(10), index=True)
    version: Mapped[int] = mapped_column(sa.Integer)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    cases: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class Phrase(Entity, Base):
    """A sentence inspectors write often, for one kind of venue."""

    __tablename__ = "phrase"
    venue_kind: Mapped[str] = mapped_column(sa.String(20), index=True)
    text: Mapped[str] = mapped_column(sa.String(300))
    text_en: Mapped[str] = mapped_column(sa.String(300))

    def wire(self) -> dict[str, Any]:
        """The synced state."""
        return {"venue_kind": self.venue_kind, "text": self.text, "text_en": self.text_en}
