"""Reads of accounts. Lists begin from the divisions an identity administers; the rest serves authentication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts import policy
from server.accounts.models import Appointment, Device, User
from server.jurisdictions.queries import inside
from server.kernel.identity import Identity
from server.kernel.problems import NotFound


def identity_of(session: Session, user: User, device_id: str | None, on: date) -> Identity:
    """The identity of a user on a date: the appointments in force, resolved to divisions."""
    held = policy.in_force(appointments_of(session, user.id), on)
    return Identity(user_id=user.id, username=user.username, name=user.name, home_division=user.home_division,
                    device_id=device_id, grants=policy.grants(held, lambda code: inside(session, code)),
                    roles=tuple(sorted({one.role for one in held})))


def appointments_of(session: Session, user_id: str) -> Sequence[Appointment]:
    query = sa.select(Appointment).where(Appointment.user_id == user_id).order_by(Appointment.from_on, Appointment.id)
    return session.scalars(query).all()


def by_username(session: Session, username: str) -> User | None:
    return session.scalar(sa.select(User).where(User.username == username))


def user_names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Names of people by identifier, for records that already may be seen."""
    rows = session.execute(sa.select(User.id, User.name).where(User.id.in_(list(ids))))
    return {row[0]: row[1] for row in rows}


def officers(session: Session, ids: Sequence[str]) -> dict[str, User]:
    """Officers named by a record that the caller may already see."""
    return {user.id: user for user in session.scalars(sa.select(User).where(User.id.in_(list(ids))))}


def is_officer(session: Session, user_id: str, division: str, on: date) -> bool:
    """Whether this user may sign inspections in the division on that date."""
    user = session.get(User, user_id)
    return bool(user and user.state == "active" and user.enforcement_id
                and identity_of(session, user, None, on).may("inspection.sign", division))


def pin_key(session: Session, user_id: str) -> bytes | None:
    """The stored PIN key, to verify a proof; None when the officer has set no PIN."""
    user = session.get(User, user_id)
    return bytes.fromhex(user.pin_key) if user and user.pin_key else None


def visible_users(identity: Identity) -> sa.Select[User]:
    return sa.select(User).where(User.home_division.in_(identity.divisions("account.read")))


def visible_user(session: Session, identity: Identity, user_id: str) -> User:
    user = session.scalar(visible_users(identity).where(User.id == user_id))
    if user is None:
        raise NotFound()
    return user


def visible_devices(identity: Identity) -> sa.Select[Device]:
    """Devices of people whose home lies where the identity may read devices."""
    homes = sa.select(User.id).where(User.home_division.in_(identity.divisions("device.read")))
    return sa.select(Device).where(Device.user_id.in_(homes))
