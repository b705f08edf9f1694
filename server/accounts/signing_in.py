"""Signing in and out. The password is hashed outside any write transaction; each attempt leaves a trail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from server.accounts import passwords, policy, queries
from server.accounts.authentication import digest
from server.accounts.models import AuthSession, Device, EnrolmentCode, SignInAttempt, User
from server.accounts.problems import (
    DeviceRevoked,
    DeviceTaken,
    EnrolmentInvalid,
    NoAppointment,
    SignInThrottled,
    WrongCredentials,
)
from server.kernel import audit, clock
from server.kernel.identity import SYSTEM, Identity
from server.kernel.transaction import read, write


@dataclass(frozen=True)
class DeviceGiven:
    """The device a person signs in from; the identifier is minted there."""

    id: str
    name: str
    platform: str


@dataclass(frozen=True)
class SignIn:
    """What a person types."""

    username: str
    password: str
    device: DeviceGiven
    grant: str


@dataclass(frozen=True)
class SignedIn:
    """A new session: its secret leaves the server once."""

    secret: str
    user: User
    device: Device
    last_seq: int
    expires_at: datetime


def sign_in(input: SignIn, address: str, *, now: datetime) -> SignedIn:
    """Check the credentials and open a session, or count the failure and say how long to wait."""
    keys = [f"user:{input.username.lower()}", f"address:{address}"]
    with read() as session:
        _refuse_if_waiting(session, keys, now)
        user = queries.by_username(session, input.username)
        stored = user.password_hash if user and user.state == "active" else None
    right = passwords.is_right(input.password, stored)
    with write() as session:
        if not right or user is None:
            wait = _count_failure(session, keys, now)
            audit.append(session, _person(user), "session.refused", "username", input.username[:64], now=now,
                         details={"address": address})
        else:
            _forget_failures(session, keys[:1])
            return _open(session, session.get_one(User, user.id), input.device, input.grant, now)
    raise WrongCredentials(wait_seconds=wait)


def redeem(code: str, device: DeviceGiven, address: str, *, now: datetime) -> SignedIn:
    """Sign in on a new phone with a one-time code from the desk."""
    keys = [f"enrol:{address}"]
    with write() as session:
        _refuse_if_waiting(session, keys, now)
        found = session.get(EnrolmentCode, digest(code.upper().replace("-", "").replace(" ", "")))
        if found and found.used_at is None and found.expires_at > now:
            found.used_at = now
            return _open(session, session.get_one(User, found.user_id), device, "cookie", now)
        wait = _count_failure(session, keys, now)
    raise EnrolmentInvalid(wait_seconds=wait)


def sign_out(session: Session, identity: Identity, auth: AuthSession, *, now: datetime) -> None:
    """End this session; the phone keeps its unsent work."""
    session.get_one(AuthSession, auth.secret_sha256).revoked_at = now
    audit.append(session, identity, "session.end", "device", auth.device_id, now=now)


def _open(session: Session, user: User, given: DeviceGiven, grant: str, now: datetime) -> SignedIn:
    identity = queries.identity_of(session, user, given.id, clock.today())
    if not identity.grants:
        raise NoAppointment()
    device = session.get(Device, given.id)
    if device is None:
        device = Device(id=given.id, user_id=user.id, name=given.name, platform=given.platform, state="active",
                        incarnation=1, created_at=now, updated_at=now, last_seen_at=now)
        session.add(device)
        session.flush()
        audit.append(session, identity, "device.enrol", "device", device.id, now=now, division=user.home_division)
    elif device.user_id != user.id:
        raise DeviceTaken()
    elif device.state == "blocked":
        raise DeviceRevoked()
    device.name, device.platform, device.last_seen_at = given.name, given.platform, now
    secret = secrets.token_urlsafe(32)
    expires = now + timedelta(days=current_app.extensions["settings"].session_days)
    session.add(AuthSession(secret_sha256=digest(secret), user_id=user.id, device_id=device.id, kind=grant,
                            created_at=now, expires_at=expires))
    audit.append(session, identity, "session.open", "device", device.id, now=now, division=user.home_division)
    stream_of = current_app.extensions.get("stream_of")
    last_seq = stream_of(session, device.id, device.incarnation) if stream_of else 0
    return SignedIn(secret=secret, user=user, device=device, last_seq=last_seq, expires_at=expires)


def _refuse_if_waiting(session: Session, keys: list[str], now: datetime) -> None:
    for key in keys:
        found = session.get(SignInAttempt, key)
        if found and found.wait_until > now:
            seconds = int((found.wait_until - now).total_seconds()) + 1
            raise SignInThrottled(wait_seconds=seconds, headers={"Retry-After": str(seconds)})


def _count_failure(session: Session, keys: list[str], now: datetime) -> int:
    longest = 0
    for key in keys:
        # an address is shared by an office: it may fail more often than one name
        patience = 1 if not key.startswith("address:") else 4
        found = session.get(SignInAttempt, key)
        if found is None:
            found = SignInAttempt(key=key, failures=0, last_at=now, wait_until=now)
            session.add(found)
        if now - found.last_at > policy.FORGET_AFTER:
            found.failures = 0
        found.failures, found.last_at = found.failures + 1, now
        wait = policy.wait_after(found.failures // patience)
        found.wait_until = now + wait
        longest = max(longest, int(wait.total_seconds()))
    return longest


def _forget_failures(session: Session, keys: list[str]) -> None:
    for key in keys:
        found = session.get(SignInAttempt, key)
        if found:
            session.delete(found)


def _person(user: User | None) -> Identity:
    if user is None:
        return SYSTEM
    return Identity(user_id=user.id, username=user.username, name=user.name, home_division=user.home_division)
