"""Users, appointments, devices, sessions, enrolment codes and failed attempts."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.permission_map import ROLES
from server.kernel.columns import Instant
from server.kernel.model import Base, Entity, one_of

DEVICE_STATES = ("active", "upload_only", "blocked")


class User(Entity, Base):
    """A person. Never deleted: a past act keeps its author."""

    __tablename__ = "user_account"
    username: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    enforcement_id: Mapped[str | None] = mapped_column(sa.String(40))  # 执法证号
    home_division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    state: Mapped[str] = mapped_column(sa.String(10), default="active")
    pin_salt: Mapped[str | None] = mapped_column(sa.String(32))
    pin_key: Mapped[str | None] = mapped_column(sa.String(64))
    __table_args__ = (one_of("state", "state", ("active", "left")),)


class Appointment(Entity, Base):
    """A role in a division, from a date until a date (both inclusive; open when null)."""

    __tablename__ = "appointment"
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    role: Mapped[str] = mapped_column(sa.String(20))
    from_on: Mapped[date] = mapped_column(sa.Date)
    until_on: Mapped[date | None] = mapped_column(sa.Date)
    __table_args__ = (one_of("role", "role", ROLES),)


class Device(Entity, Base):
    """One person's enrolment on one phone or browser (ADR: the actor of an operation is the session's user)."""

    __tablename__ = "device"
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    platform: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(12), default="active")
    state_reason: Mapped[str | None] = mapped_column(sa.String(200))
    incarnation: Mapped[int] = mapped_column(sa.Integer, default=1)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (one_of("state", "state", DEVICE_STATES),)


class AuthSession(Base):
    """A signed-in session; only the hash of its secret is stored."""

    __tablename__ = "auth_session"
    secret_sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    device_id: Mapped[str] = mapped_column(sa.ForeignKey("device.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(6))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (one_of("kind", "kind", ("cookie", "token")),)


class EnrolmentCode(Base):
    """A one-time code shown at the desk that signs a person in on a new phone."""

    __tablename__ = "enrolment_code"
    code_sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("user_account.id"))
    issued_by: Mapped[str] = mapped_column(sa.String(36))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class SignInAttempt(Base):
    """Failures in a row for a user name or an address, and until when the next try must wait."""

    __tablename__ = "sign_in_attempt"
    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    failures: Mapped[int] = mapped_column(sa.Integer)
    last_at: Mapped[datetime] = mapped_column(Instant)
    wait_until: Mapped[datetime] = mapped_column(Instant)
