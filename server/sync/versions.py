"""What the server holds of the entities a batch names: read in one go, and again only what an operation changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.changes import EntityVersion


@dataclass(frozen=True)
class Held:
    """The newest version of an entity, detached from the session."""

    entity: str
    id: str
    version: int
    scope: str
    change: str
    state: Mapping[str, Any]
    field_versions: Mapping[str, int]


class Versions:
    """A cache for one transaction. `forget` what was written."""

    def __init__(self, session: Session, ids: Iterable[str]) -> None:
        self.session = session
        self._held: dict[str, Held | None] = {}
        self._load(sorted(set(ids)))

    def get(self, id: str) -> Held | None:
        if id not in self._held:
            self._load([id])
        return self._held[id]

    def forget(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._held.pop(id, None)

    def _load(self, ids: list[str]) -> None:
        found = changes.latest(self.session, ids)
        for id in ids:
            row = found.get(id)
            self._held[id] = None if row is None else Held(row.entity, id, row.version, row.scope, row.change,
                                                           row.state, row.field_versions)


def writers_since(session: Session, id: str, version: int) -> dict[int, tuple[str | None, str]]:
    """Who wrote each version after this one: the operation, if it was one, and the person."""
    query = sa.select(EntityVersion.version, EntityVersion.op_id, EntityVersion.actor_id).where(
        EntityVersion.entity_id == id, EntityVersion.version > version)
    return {number: (op_id, actor) for number, op_id, actor in session.execute(query)}
