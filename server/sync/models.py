"""Streams of devices, the ledger of operations with their bytes, conflicts, grants of scopes, and the epoch."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.columns import Instant, Json
from server.kernel.model import Base, Entity, one_of

OUTCOMES = ("applied", "merged", "conflict", "rejected", "quarantined", "duplicate")
HELD = ("rejected", "quarantined")
CONFLICT_STATES = ("open", "resolved")
CHOICES = ("theirs", "mine", "edit")


class SyncMeta(Base):
    """One row: the epoch of this database. A restore gives it another, and every phone starts over."""

    __tablename__ = "sync_meta"
    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(sa.Integer)
    since: Mapped[datetime] = mapped_column(Instant)
    safe_until: Mapped[datetime | None] = mapped_column(Instant)  # begin of the newest verified backup


class DeviceStream(Base):
    """The operations of one device under one incarnation: how far they came, and what the phone last said of itself."""

    __tablename__ = "device_stream"
    device_id: Mapped[str] = mapped_column(sa.ForeignKey("device.id"), primary_key=True)
    incarnation: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    user_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    last_seq: Mapped[int] = mapped_column(sa.Integer, default=0)
    safe_seq: Mapped[int] = mapped_column(sa.Integer, default=0)
    minted: Mapped[int] = mapped_column(sa.Integer, default=0)
    drafts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    clock: Mapped[dict[str, Any] | None] = mapped_column(Json)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    last_ack_at: Mapped[datetime] = mapped_column(Instant)


class LedgerEntry(Base):
    """One operation a stream delivered, and what became of it. `is_first`: under this identifier for the first time."""

    __tablename__ = "op_ledger"
    device_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    incarnation: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    op_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    is_first: Mapped[bool] = mapped_column(sa.Boolean)
    payload_sha256: Mapped[str] = mapped_column(sa.String(64))
    signature: Mapped[str | None] = mapped_column(sa.String(200))
    user_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    kind: Mapped[str | None] = mapped_column(sa.String(12))
    entity: Mapped[str | None] = mapped_column(sa.String(20))
    entity_id: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    division: Mapped[str] = mapped_column(sa.String(6))
    outcome: Mapped[str] = mapped_column(sa.String(12))
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json)
    result_version: Mapped[int | None] = mapped_column(sa.Integer)
    conflicts: Mapped[list[str]] = mapped_column(Json)
    received_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        sa.ForeignKeyConstraint(("device_id", "incarnation"),
                                ("device_stream.device_id", "device_stream.incarnation")),
        one_of("outcome", "outcome", OUTCOMES),
        sa.Index("uq_op_ledger_first", "op_id", unique=True, sqlite_where=sa.text("is_first"),
                 postgresql_where=sa.text("is_first")),
        sa.Index("ix_op_ledger_outcome", "outcome", "received_at"))


class OpPayload(Base):
    """The bytes a phone fixed, deflated and never rewritten. Two contents under one identifier both stay."""

    __tablename__ = "op_payload"
    op_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    deflated: Mapped[bytes] = mapped_column(sa.LargeBinary)


class OpFailure(Base):
    """How often an operation broke the server. After the third time it is held, so that it cannot stop a phone."""

    __tablename__ = "op_failure"
    op_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    failures: Mapped[int] = mapped_column(sa.Integer)
    last_error: Mapped[str] = mapped_column(sa.String(500))
    last_at: Mapped[datetime] = mapped_column(Instant)


class Conflict(Entity, Base):
    """Two people wrote the same group of fields. The server's value stays in force; both stay readable for ever."""

    __tablename__ = "conflict"
    entity: Mapped[str] = mapped_column(sa.String(20))
    entity_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    group: Mapped[list[str]] = mapped_column(Json)
    base: Mapped[dict[str, Any]] = mapped_column(Json)
    theirs: Mapped[dict[str, Any]] = mapped_column(Json)
    mine: Mapped[dict[str, Any]] = mapped_column(Json)
    theirs_by: Mapped[str] = mapped_column(sa.String(36))
    theirs_version: Mapped[int] = mapped_column(sa.Integer)
    mine_by: Mapped[str] = mapped_column(sa.String(36), index=True)
    mine_op_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    captured: Mapped[dict[str, Any]] = mapped_column(Json)
    scope: Mapped[str] = mapped_column(sa.String(60))
    division: Mapped[str | None] = mapped_column(sa.String(6))
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    choice: Mapped[str | None] = mapped_column(sa.String(10))
    value: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(sa.String(500))
    resolved_by: Mapped[str | None] = mapped_column(sa.String(36))
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (one_of("state", "state", CONFLICT_STATES), one_of("choice", "choice", CHOICES),
                      sa.Index("ix_conflict_queue", "division", "state", "id"))


class ScopeGrant(Base):
    """A scope somebody receives beyond the own divisions, and why: such as the premises of a task."""

    __tablename__ = "scope_grant"
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
