"""The rooms' bindings joined to one table: synced entity → what an operation may do to it."""

from __future__ import annotations

from functools import cache
from typing import Any

from server.inspections.sync_binding import BINDINGS as INSPECTIONS
from server.kernel.binding import Binding
from server.registry.sync_binding import BINDINGS as REGISTRY


@cache
def bindings() -> dict[str, Binding]:
    """Every entity some room lets phones write. Two rooms never name the same one."""
    found: dict[str, Any] = {}
    for room in (REGISTRY, INSPECTIONS):
        twice = found.keys() & room.keys()
        if twice:
            raise TypeError(f"two rooms bind {sorted(twice)}")
        found.update(room)
    return found
