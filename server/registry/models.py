"""Merchants, premises, instruments, their verifications, and the sheets that were read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.columns import Instant, Json
from server.kernel.model import Base, Entity, one_of
from server.registry import grading, lifecycle, policy


class Merchant(Entity, Base):
    """A person or firm that runs premises or owns instruments (经营者)."""

    __tablename__ = "merchant"
    __table_args__ = (one_of("origin_known", "origin", lifecycle.ORIGINS),
                      one_of("state_known", "state", lifecycle.MERCHANT_STATES),
                      sa.Index("ix_merchant_division_name", "division", "name", "id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    credit_code: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    no_code_reason: Mapped[str | None] = mapped_column(sa.String(200))
    credit_code_doubtful: Mapped[bool] = mapped_column(sa.Boolean)
    contact_name: Mapped[str] = mapped_column(sa.String(60), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    origin: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10))
    search_key: Mapped[str] = mapped_column(sa.String(2000), default="")


class Premises(Entity, Base):
    """A place: a venue or a part of one (market–stall, station–dispenser–nozzle). `root_id` is derived, never sent."""

    __tablename__ = "premises"
    __table_args__ = (one_of("kind_known", "kind", policy.PREMISES_KINDS),
                      one_of("origin_known", "origin", lifecycle.ORIGINS),
                      one_of("state_known", "state", lifecycle.PREMISES_STATES),
                      sa.Index("ix_premises_division_name", "division", "name", "id"))
    parent_id: Mapped[str | None] = mapped_column(sa.ForeignKey("premises.id"), index=True)
    root_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(200))
    position_no: Mapped[str | None] = mapped_column(sa.String(40))
    walking_order: Mapped[int] = mapped_column(sa.Integer, default=0)
    merchant_id: Mapped[str | None] = mapped_column(sa.ForeignKey("merchant.id"), index=True)
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    position: Mapped[dict[str, Any] | None] = mapped_column(Json)
    origin: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10))
    search_key: Mapped[str] = mapped_column(sa.String(2000), default="")


class SupervisionGrade(Entity, Base):
    """The class of graded supervision an officer set for a venue, with the reason. Only ever added."""

    __tablename__ = "supervision_grade"
    __table_args__ = (one_of("grade_known", "grade", grading.CLASSES),)
    premises_id: Mapped[str] = mapped_column(sa.ForeignKey("premises.id"), index=True)
    grade: Mapped[str] = mapped_column(sa.String(1))
    reason: Mapped[str] = mapped_column(sa.String(500))
    set_by: Mapped[str] = mapped_column(sa.String(36))


class Instrument(Entity, Base):
    """A measuring instrument under legal control, with what its newest accepted verification says."""

    __tablename__ = "instrument"
    __table_args__ = (one_of("kind_known", "kind", policy.INSTRUMENT_KINDS),
                      one_of("purpose_known", "purpose", policy.PURPOSES),
                      one_of("origin_known", "origin", lifecycle.ORIGINS),
                      one_of("state_known", "state", lifecycle.INSTRUMENT_STATES),
                      sa.Index("ix_instrument_division_name", "division", "name", "id"),
                      sa.Index("ix_instrument_identity", "serial_number", "manufacturer", "model"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(100))
    model: Mapped[str] = mapped_column(sa.String(100), default="")
    measuring_range: Mapped[str] = mapped_column(sa.String(100), default="")
    accuracy_class: Mapped[str] = mapped_column(sa.String(40), default="")
    serial_number: Mapped[str] = mapped_column(sa.String(60), default="")
    manufacturer: Mapped[str] = mapped_column(sa.String(200), default="")
    origin_place: Mapped[str] = mapped_column(sa.String(100), default="")
    premises_id: Mapped[str] = mapped_column(sa.ForeignKey("premises.id"), index=True)
    installed_at: Mapped[str] = mapped_column(sa.String(100), default="")
    purpose: Mapped[str] = mapped_column(sa.String(20))
    parameters: Mapped[dict[str, str]] = mapped_column(Json)
    owner_merchant_id: Mapped[str | None] = mapped_column(sa.ForeignKey("merchant.id"), index=True)
    user_merchant_id: Mapped[str | None] = mapped_column(sa.ForeignKey("merchant.id"), index=True)
    mandatory: Mapped[bool] = mapped_column(sa.Boolean)
    codes: Mapped[list[dict[str, str]]] = mapped_column(Json)
    seals: Mapped[list[dict[str, str]]] = mapped_column(Json)
    certificate_number: Mapped[str | None] = mapped_column(sa.String(100))
    verified_on: Mapped[date | None] = mapped_column(sa.Date)
    valid_until: Mapped[date | None] = mapped_column(sa.Date, index=True)
    institution: Mapped[str | None] = mapped_column(sa.String(200))
    verification_result: Mapped[str | None] = mapped_column(sa.String(20))
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    origin: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10))
    search_key: Mapped[str] = mapped_column(sa.String(2000), default="")


class Verification(Entity, Base):
    """One verification (检定) of an instrument. Never changed after it was decided."""

    __tablename__ = "verification"
    __table_args__ = (one_of("result_known", "result", policy.RESULTS),
                      one_of("origin_known", "origin", lifecycle.ORIGINS),
                      one_of("state_known", "state", lifecycle.VERIFICATION_STATES))
    instrument_id: Mapped[str] = mapped_column(sa.ForeignKey("instrument.id"), index=True)
    certificate_number: Mapped[str] = mapped_column(sa.String(100), index=True)
    verified_on: Mapped[date] = mapped_column(sa.Date)
    valid_until: Mapped[date | None] = mapped_column(sa.Date)
    institution: Mapped[str] = mapped_column(sa.String(200), default="")
    result: Mapped[str] = mapped_column(sa.String(20))
    origin: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10))
    photo_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    reported_by: Mapped[str] = mapped_column(sa.String(36))
    decided_by: Mapped[str | None] = mapped_column(sa.String(36))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class LedgerImport(Entity, Base):
    """A ledger sheet that was read: its rows as understood, its report, and whether it has been written."""

    __tablename__ = "ledger_import"
    __table_args__ = (one_of("state_known", "state", ("read", "committed")),)
    filename: Mapped[str] = mapped_column(sa.String(200))
    file_sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    user_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    state: Mapped[str] = mapped_column(sa.String(10))
    reading: Mapped[dict[str, Any]] = mapped_column(Json)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    committed_at: Mapped[datetime | None] = mapped_column(Instant)
