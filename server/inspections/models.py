"""The visit and its append-only children. Columns of the wire states, plus what only the server keeps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.inspections.lifecycle import OUTCOMES, STATES
from server.kernel.columns import Instant, Json
from server.kernel.model import Base, Entity, one_of

TARGETS = ("organiser", "stall", "premises", "instrument")
CHECK_OUTCOMES = ("checked", "closed_business", "no_such_premises", "not_seen", "stopped_use", "refused")
METHODS = ("own_session", "pin")
SUPPLEMENT_KINDS = ("explanation", "classification", "late_photo")
DELIVERY_METHODS = ("shown", "shared", "printed", "refused")


class Inspection(Entity, Base):
    """One visit. `started_at` keeps the text the phone wrote, because the seal covers it."""

    __tablename__ = "inspection"
    premises_id: Mapped[str] = mapped_column(sa.ForeignKey("premises.id"), index=True)
    task_id: Mapped[str | None] = mapped_column(sa.ForeignKey("task.id"), index=True)
    venue_kind: Mapped[str] = mapped_column(sa.String(20))
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    on: Mapped[date] = mapped_column(sa.Date)
    started_at: Mapped[str] = mapped_column(sa.String(40))
    lead_officer_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    second_officer_id: Mapped[str | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    assistants: Mapped[list[str]] = mapped_column(Json)
    conditions: Mapped[dict[str, Any]] = mapped_column(Json)
    standards: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    position: Mapped[dict[str, Any] | None] = mapped_column(Json)
    statement: Mapped[str | None] = mapped_column(sa.Text)
    outcome: Mapped[str | None] = mapped_column(sa.String(20))
    outcome_note: Mapped[str | None] = mapped_column(sa.Text)
    measures: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    supersedes_id: Mapped[str | None] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    seal: Mapped[dict[str, Any] | None] = mapped_column(Json)
    second_confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    review_comments: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (one_of("state", "state", STATES), one_of("outcome", "outcome", OUTCOMES),
                      sa.Index("ix_inspection_queue", "division", "state", "submitted_at", "id"))


class Check(Entity, Base):
    """One completed check: a checklist, a stall, an instrument. Never updated; corrected by one that `replaces` it."""

    __tablename__ = "inspection_check"
    inspection_id: Mapped[str] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    target: Mapped[str] = mapped_column(sa.String(12))
    premises_id: Mapped[str | None] = mapped_column(sa.ForeignKey("premises.id"), index=True)
    instrument_id: Mapped[str | None] = mapped_column(sa.ForeignKey("instrument.id"), index=True)
    checklist_code: Mapped[str | None] = mapped_column(sa.String(40))
    checklist_edition: Mapped[str | None] = mapped_column(sa.String(40))
    answers: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    identity_checks: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    measurements: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    outcome: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str | None] = mapped_column(sa.Text)
    photos: Mapped[list[str]] = mapped_column(Json)
    replaces: Mapped[str | None] = mapped_column(sa.ForeignKey("inspection_check.id"), unique=True)
    officer_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    server_evaluation: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    evaluators_differ: Mapped[bool] = mapped_column(sa.Boolean)
    conclusion: Mapped[str] = mapped_column(sa.String(14))  # drawn from the facts by policy; never sent
    exceeds: Mapped[bool] = mapped_column(sa.Boolean)  # a verdict that decides exceeds its limit; never sent
    op_sha256: Mapped[str] = mapped_column(sa.String(64))  # of the operation's bytes; the seal names it
    __table_args__ = (one_of("target", "target", TARGETS), one_of("outcome", "outcome", CHECK_OUTCOMES))


class Confirmation(Entity, Base):
    """The second officer stands by the sealed record, proved by an own session or a PIN."""

    __tablename__ = "confirmation"
    inspection_id: Mapped[str] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    officer_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"))
    method: Mapped[str] = mapped_column(sa.String(12))
    proof: Mapped[str | None] = mapped_column(sa.String(64))
    seal_sha256: Mapped[str] = mapped_column(sa.String(64))
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    __table_args__ = (one_of("method", "method", METHODS),)


class FailedProof(Base):
    """A wrong PIN proof, counted so that a PIN cannot be searched for."""

    __tablename__ = "failed_proof"
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    officer_id: Mapped[str] = mapped_column(sa.String(36))
    actor_id: Mapped[str] = mapped_column(sa.String(36))
    inspection_id: Mapped[str] = mapped_column(sa.String(36))
    at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (sa.Index("ix_failed_proof_recent", "officer_id", "actor_id", "at"),)


class Supplement(Entity, Base):
    """Something added after signing: an explanation, a classification, a late photo. Never a fact."""

    __tablename__ = "supplement"
    inspection_id: Mapped[str] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str] = mapped_column(sa.Text)
    photos: Mapped[list[str]] = mapped_column(Json)
    answers_comment: Mapped[str | None] = mapped_column(sa.String(200))
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    officer_id: Mapped[str] = mapped_column(sa.String(36))
    __table_args__ = (one_of("kind", "kind", SUPPLEMENT_KINDS),)


class Delivery(Entity, Base):
    """How the party was given the result (告知、送达)."""

    __tablename__ = "delivery"
    inspection_id: Mapped[str] = mapped_column(sa.ForeignKey("inspection.id"), index=True)
    method: Mapped[str] = mapped_column(sa.String(10))
    code: Mapped[str | None] = mapped_column(sa.String(64))
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    officer_id: Mapped[str] = mapped_column(sa.String(36))
    __table_args__ = (one_of("method", "method", DELIVERY_METHODS),)
