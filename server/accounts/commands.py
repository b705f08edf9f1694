"""Writes of accounts: people, appointments, PINs, devices. Signing in has its own file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts import passwords, queries
from server.accounts.authentication import digest
from server.accounts.models import Appointment, AuthSession, Device, EnrolmentCode, SignInAttempt, User
from server.accounts.problems import UsernameTaken
from server.jurisdictions.models import Division
from server.kernel import audit, changes
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command
from server.kernel.problems import Invalid, NotFound, field_error

CODE_LIFE = timedelta(minutes=10)
SWEEP_AFTER = timedelta(days=30)
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class CreateUser:
    """A new account. `id` may be minted by the caller."""

    username: str
    name: str
    password: str
    home_division: str
    enforcement_id: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Appoint:
    """A role in a division between two dates, both included; no end when `until_on` is None."""

    division: str
    role: str
    from_on: date
    until_on: date | None = None


def wire_state(session: Session, user: User) -> dict[str, object]:
    """The roster entry of an officer as phones see it: no credentials, no telephone."""
    roles = sorted({one.role for one in queries.appointments_of(session, user.id)})
    return {"name": user.name, "enforcement_id": user.enforcement_id, "roles": roles, "division": user.home_division,
            "pin_salt": user.pin_salt, "state": user.state}


def _publish(session: Session, user: User, actor: str, now: datetime) -> None:
    session.flush()
    changes.record(session, entity="officer", id=user.id, scope=f"division:{user.home_division}",
                   state=wire_state(session, user), actor=actor, now=now)


@command("account.create", permission="account.write")
def create_user(session: Session, identity: Identity, input: CreateUser, *, now: datetime) -> User:
    """A new person without appointments yet."""
    identity.require("account.write", input.home_division)
    if session.get(Division, input.home_division) is None:
        raise Invalid(errors=[field_error("/home_division", "unknown", "no such division")])
    if queries.by_username(session, input.username):
        raise UsernameTaken(username=input.username)
    user = User(id=input.id or uuid7(), username=input.username, name=input.name,
                password_hash=passwords.hash_password(input.password), enforcement_id=input.enforcement_id,
                home_division=input.home_division, state="active", created_at=now, updated_at=now)
    session.add(user)
    _publish(session, user, identity.user_id, now)
    audit.append(session, identity, "account.create", "user", user.id, now=now, division=user.home_division)
    return user


@command("account.appoint", permission="account.write")
def appoint(session: Session, identity: Identity, user_id: str, input: Appoint, *, now: datetime) -> Appointment:
    """Give a person a role in a division."""
    identity.require("account.write", input.division)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound()
    identity.require("account.write", user.home_division)
    if input.until_on and input.until_on < input.from_on:
        raise Invalid(errors=[field_error("/until_on", "order", "ends before it begins")])
    found = Appointment(id=uuid7(), user_id=user_id, division=input.division, role=input.role, from_on=input.from_on,
                        until_on=input.until_on, created_at=now, updated_at=now)
    session.add(found)
    _publish(session, user, identity.user_id, now)
    audit.append(session, identity, "account.appoint", "user", user_id, now=now, division=input.division,
                 details={"role": input.role, "from_on": input.from_on.isoformat(),
                          "until_on": input.until_on.isoformat() if input.until_on else None})
    return found


@command("account.end_appointment", permission="account.write")
def end_appointment(session: Session, identity: Identity, appointment_id: str, last_on: date, *,
                    now: datetime) -> Appointment:
    """Close an appointment at a date; the past stays as it was."""
    found = session.get(Appointment, appointment_id)
    if found is None or not identity.may("account.write", found.division):
        raise NotFound()
    if last_on < found.from_on - timedelta(days=1):
        raise Invalid(errors=[field_error("/last_on", "order", "ends before it begins")])
    found.until_on, found.updated_at = last_on, now
    audit.append(session, identity, "account.end_appointment", "appointment", found.id, now=now,
                 division=found.division, details={"last_on": last_on.isoformat()})
    return found


@command("account.set_pin", permission=None)
def set_pin(session: Session, identity: Identity, pin: str, *, now: datetime) -> User:
    """A person sets the own PIN; nobody else can. Sessions stay."""
    user = session.get_one(User, identity.user_id)
    user.pin_salt = secrets.token_hex(16)
    user.pin_key, user.updated_at = passwords.pin_key(pin, user.pin_salt), now
    _publish(session, user, identity.user_id, now)
    audit.append(session, identity, "account.set_pin", "user", user.id, now=now, division=user.home_division)
    return user


@command("device.issue_enrolment", permission="account.write")
def issue_enrolment(session: Session, identity: Identity, user_id: str, *, now: datetime) -> tuple[str, datetime]:
    """A one-time code of ten minutes that signs this person in on a new phone."""
    user = queries.visible_user(session, identity, user_id)
    identity.require("account.write", user.home_division)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(10))
    session.add(EnrolmentCode(code_sha256=digest(code), user_id=user_id, issued_by=identity.user_id,
                              expires_at=now + CODE_LIFE))
    audit.append(session, identity, "device.issue_enrolment", "user", user_id, now=now, division=user.home_division)
    return code, now + CODE_LIFE


@command("device.revoke", permission="device.revoke")
def revoke_device(session: Session, identity: Identity, device_id: str, state: str, reason: str, *,
                  now: datetime) -> Device:
    """Stop a device: it reads nothing more. What it still hands in is held (P15, P35).

    The sessions of a blocked device stay, good for handing in alone: without them its work could never arrive.
    """
    device = session.get(Device, device_id)
    owner = session.get(User, device.user_id) if device else None
    if device is None or owner is None or not identity.may("device.revoke", owner.home_division):
        raise NotFound()
    device.state, device.state_reason, device.updated_at = state, reason, now
    audit.append(session, identity, "device.revoke", "device", device_id, now=now, division=owner.home_division,
                 details={"state": state, "reason": reason})
    return device


@command("account.sweep", permission=None)
def sweep_sessions(session: Session, *, now: datetime) -> int:
    """Forget sessions, enrolment codes and failures that ran out long ago; how many sessions. The night's job calls."""
    long_ago = now - SWEEP_AFTER
    gone = session.execute(sa.delete(AuthSession).where(AuthSession.expires_at < long_ago))
    session.execute(sa.delete(EnrolmentCode).where(EnrolmentCode.expires_at < long_ago))
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.wait_until < long_ago))
    return int(gone.rowcount)  # type: ignore[attr-defined]
