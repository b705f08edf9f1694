"""Reads of the tree. It is small and public by law, so it is read whole."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.jurisdictions.models import Division


def divisions(session: Session) -> list[Division]:
    """Every division, the root first."""
    return list(session.scalars(sa.select(Division).order_by(Division.code)))


def inside(session: Session, code: str) -> frozenset[str]:
    """The division and everything below it; empty when the code is unknown."""
    children: dict[str | None, list[str]] = {}
    known: set[str] = set()
    for division in divisions(session):
        known.add(division.code)
        children.setdefault(division.parent_code, []).append(division.code)
    if code not in known:
        return frozenset()
    found, rest = set(), [code]
    while rest:
        one = rest.pop()
        found.add(one)
        rest += children.get(one, [])
    return frozenset(found)
