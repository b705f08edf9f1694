"""From a request to an identity: session cookie with CSRF header, or Bearer token. Secrets are compared as hashes."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import Request, current_app, g
from sqlalchemy.orm import Session

from server.accounts.models import AuthSession, Device, User
from server.accounts.problems import AccountClosed, DeviceRevoked, SessionExpired
from server.accounts.queries import identity_of
from server.kernel import clock
from server.kernel.identity import Identity
from server.kernel.problems import CsrfFailed, Unauthenticated

COOKIE = "hengjian_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def csrf_for(secret: str) -> str:
    """The CSRF value of a session: derived, so it needs no storage and dies with the session."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"csrf:" + digest(secret).encode(), hashlib.sha256).hexdigest()


def authenticate(session: Session, request: Request, *, late: bool = False) -> Identity:
    """The identity behind a request, or the problem that says why there is none.

    `late`: the view only takes work in, so a blocked device and somebody who left may hand in what they hold (P35). The
    identity they get has no permission at all.
    """
    secret, kind = _secret(request)
    found = session.get(AuthSession, digest(secret))
    if found is None or found.kind != kind:
        raise Unauthenticated()
    if found.revoked_at or found.expires_at <= clock.now():
        raise SessionExpired()
    if kind == "cookie" and request.method not in SAFE:
        given = request.headers.get("X-CSRF-Token", "")
        if not hmac.compare_digest(given.encode(), csrf_for(secret).encode()):
            raise CsrfFailed()
    user, device = session.get(User, found.user_id), session.get(Device, found.device_id)
    if user is None or device is None:
        raise Unauthenticated()
    closed = user.state != "active" or device.state == "blocked"
    if closed and not late:
        raise DeviceRevoked() if device.state == "blocked" else AccountClosed()
    g.auth_session, g.auth_secret, g.auth_device_state = found, secret, device.state
    if closed:
        return Identity(user_id=user.id, username=user.username, name=user.name, home_division=user.home_division,
                        device_id=device.id)
    identity = identity_of(session, user, device.id, clock.today())
    return _upload_only(identity) if device.state == "upload_only" else identity


def _upload_only(identity: Identity) -> Identity:
    """A revoked device may still hand in what it holds (it is quarantined), and read nothing."""
    kept: dict[str, Any] = {"sync.use": identity.divisions("sync.use")}
    return Identity(user_id=identity.user_id, username=identity.username, name=identity.name,
                    home_division=identity.home_division, device_id=identity.device_id, grants=kept,
                    roles=identity.roles)


def _secret(request: Request) -> tuple[str, str]:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer ") and len(header) < 300:
        return header.removeprefix("Bearer ").strip(), "token"
    cookie = request.cookies.get(COOKIE)
    if not cookie or len(cookie) > 300:
        raise Unauthenticated()
    return cookie, "cookie"
