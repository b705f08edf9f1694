"""Reads of standards, each beginning from what the identity may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.identity import Identity
from server.kernel.problems import NotFound
from server.standards.models import ReferenceStandard
from server.standards.wire import ENTITY, wire_state


def visible(identity: Identity) -> sa.Select[ReferenceStandard]:
    query = sa.select(ReferenceStandard)
    if identity.is_system:
        return query
    return query.where(ReferenceStandard.division.in_(sorted(identity.divisions("standard.read"))))


def standards(identity: Identity, *, division: str | None = None, kind: str | None = None,
              state: str | None = None) -> sa.Select[ReferenceStandard]:
    """Standards of my divisions, narrowed."""
    query = visible(identity)
    for column, wanted in ((ReferenceStandard.division, division), (ReferenceStandard.kind, kind),
                           (ReferenceStandard.state, state)):
        if wanted:
            query = query.where(column == wanted)
    return query


def one(session: Session, identity: Identity, id: str) -> ReferenceStandard:
    """One standard; out of sight is absent."""
    found = session.scalar(visible(identity).where(ReferenceStandard.id == id))
    if found is None:
        raise NotFound(entity=ENTITY)
    return found


def cited(session: Session, identity: Identity, named: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The registered ones of a visit's standards, each as it stood when it had the certificate that the visit cites.

    A standard verified anew since is judged by the certificate of the day; that it was retired is told in any case.
    """
    wanted = {one["standard_id"]: one.get("certificate_number") for one in named if one.get("standard_id")}
    if not wanted:
        return {}
    query = visible(identity).where(ReferenceStandard.id.in_(sorted(wanted)))
    return {row.id: _cited(session, row, wanted[row.id]) for row in session.scalars(query)}


def _cited(session: Session, row: ReferenceStandard, certificate: str | None) -> dict[str, Any]:
    state = wire_state(row)
    if row.certificate_number == certificate:
        return state
    past: Sequence[dict[str, Any]] = [one.state for one in changes.history(session, row.id)
                                      if one.state.get("certificate_number") == certificate]
    return {**past[-1], "retired_on": state["retired_on"]} if past else state
