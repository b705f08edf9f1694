"""What a view may ask of the current request: its session, its identity, the version it was based on."""

from __future__ import annotations

from typing import cast

from flask import g, request
from sqlalchemy.orm import Session

from server.kernel.identity import Identity
from server.kernel.problems import BadRequest, Unauthenticated, VersionRequired


def session() -> Session:
    """The session of this request's unit of work."""
    return cast(Session, g.session)


def identity() -> Identity:
    """Who asks."""
    found = g.get("identity")
    if found is None:
        raise Unauthenticated()
    return cast(Identity, found)


def if_match() -> int:
    """The entity version named in If-Match; without one nobody may overwrite anything."""
    text = request.headers.get("If-Match", "").strip().strip('"')
    if not text:
        raise VersionRequired()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadRequest("If-Match must be the version number", header="If-Match")
    return int(text)
