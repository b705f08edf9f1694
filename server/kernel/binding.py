"""What the sync room may do to another room's entity. Each room with synced entities declares a table of these.

`BINDINGS: dict[str, Binding]` stands in `server/<room>/sync_binding.py`. Every callable checks its own input and its
own permission, calls the room's command and returns the new version of the entity; it refuses with a `Problem`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from server.kernel.identity import Identity

State = Mapping[str, Any]


class Create(Protocol):
    """Make the entity `id` from a wire state."""

    def __call__(self, session: Session, identity: Identity, id: str, state: State, *, now: datetime,
                 op_id: str) -> int: ...


class Patch(Protocol):
    """Set top-level fields of `id`, already merged with what others wrote: field → new value."""

    def __call__(self, session: Session, identity: Identity, id: str, changes: State, *, now: datetime,
                 op_id: str) -> int: ...


class Transition(Protocol):
    """Take a step of the lifecycle. `data` holds `from`, and `note` and `state` where the operation has them."""

    def __call__(self, session: Session, identity: Identity, id: str, action: str, data: State, *, now: datetime,
                 op_id: str) -> int: ...


class Append(Protocol):
    """Add the append-only child `id` to its parent. `body_sha256` names the bytes the phone fixed."""

    def __call__(self, session: Session, identity: Identity, id: str, parent_id: str, state: State, *, now: datetime,
                 op_id: str, body_sha256: str) -> int: ...


class DivisionOf(Protocol):
    """The division whose people decide about this entity, or None when it does not exist."""

    def __call__(self, session: Session, id: str) -> str | None: ...


@dataclass(frozen=True, kw_only=True)
class Binding:
    """One synced entity. A kind of operation without a callable is refused as not allowed.

    `patchable` are the fields a patch may name. Fields of one of `groups` are decided together: two people who changed
    different fields of a group are in conflict. A list named in `sets` merges by element: what either side added stays.
    """

    create: Create | None = None
    patch: Patch | None = None
    transition: Transition | None = None
    append: Append | None = None
    division_of: DivisionOf | None = None
    patchable: frozenset[str] = frozenset()
    groups: tuple[frozenset[str], ...] = ()
    sets: frozenset[str] = frozenset()
