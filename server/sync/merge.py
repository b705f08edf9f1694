"""The three-way merge of a patch with what others wrote meanwhile. Pure: no database, no clock, no request.

Rules M1–M6 of docs/sync-protocol.md. A field is clean, the same, mergeable or contested; one contested field, or a
foreign change anywhere in the group, contests the whole group, whose server value then stays in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.kernel.columns import canonical

Change = tuple[str, Any, Any]


@dataclass(frozen=True)
class Server:
    """What the server holds: the state, and for each field the version that set it."""

    version: int
    state: Mapping[str, Any]
    field_versions: Mapping[str, int]


@dataclass(frozen=True)
class Contest:
    """A group that a person has to decide: what it was, what the server holds, what this operation wants."""

    group: tuple[str, ...]
    base: Mapping[str, Any]
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]
    theirs_version: int


@dataclass(frozen=True)
class Merged:
    """What to write, what to ask a person, and whether anybody else had written since the base."""

    write: Mapping[str, Any] = field(default_factory=dict)
    contests: tuple[Contest, ...] = ()
    met_others: bool = False

    @property
    def outcome(self) -> str:
        return "conflict" if self.contests else "merged" if self.met_others else "applied"


def merge(changes: Sequence[Change], base: int, server: Server, *, foreign: Callable[[int], bool],
          groups: Iterable[frozenset[str]] = (), sets: frozenset[str] = frozenset()) -> Merged:
    """Merge `[field, from, to]` made on version `base`.

    `foreign` tells whether a version newer than the base was written by anybody but this stream's earlier operations.
    """
    wanted = {name: (before, after) for name, before, after in changes}
    newer = {name for name, version in server.field_versions.items() if version > base and foreign(version)}
    write: dict[str, Any] = {}
    contests: list[Contest] = []
    met_others = any(foreign(version) for version in range(base + 1, server.version + 1))
    for group in _groups(wanted, groups):
        mine = {name: wanted[name] for name in sorted(group) if name in wanted}
        decided = _decide(mine, group, newer, base, server, sets)
        if decided is None:
            contests.append(_contest(mine, group, newer, server))
        else:
            write.update(decided)
    return Merged(write, tuple(contests), met_others or bool(contests))


def _groups(wanted: Mapping[str, Any], declared: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The groups this patch touches, in a fixed order; a field of no group stands alone."""
    found = [group for group in declared if group & wanted.keys()]
    grouped = frozenset().union(*found) if found else frozenset()
    return found + [frozenset({name}) for name in sorted(wanted) if name not in grouped]


def _decide(mine: Mapping[str, tuple[Any, Any]], group: frozenset[str], newer: set[str], base: int, server: Server,
            sets: frozenset[str]) -> dict[str, Any] | None:
    """The values to write for one group, or None when a person must decide."""
    if all(_same(server.state.get(name), after) for name, (_, after) in mine.items()):
        return {}
    if len(group) == 1 and group <= sets:
        (name, (before, after)), = mine.items()
        if name in newer or _hides_others(name, before, base, server):
            return _united(name, before, after, server.state.get(name))
    if group & newer or any(_doubtful(name, before, base, server) for name, (before, _) in mine.items()):
        return None
    return {name: after for name, (_, after) in mine.items() if not _same(server.state.get(name), after)}


def _doubtful(name: str, before: Any, base: int, server: Server) -> bool:
    """A field nobody wrote since the base, yet not what the phone saw there: that base is of another history."""
    return server.field_versions.get(name, 0) <= base and not _same(server.state.get(name), before)


def _hides_others(name: str, before: Any, base: int, server: Server) -> bool:
    """A set written since the base and not as I saw it: my own last write may hold elements of others within it."""
    return server.field_versions.get(name, 0) > base and not _same(server.state.get(name), before)


def _united(name: str, before: Any, after: Any, current: Any) -> dict[str, Any] | None:
    """A list merged by element: what either side added stays, what I removed goes; theirs first, then mine in order."""
    if not all(isinstance(one, list) for one in (before or [], after, current or [])):
        return None
    known, wanted = _keys(before or []), _keys(after)
    kept = [one for one in current or [] if canonical(one) not in known - wanted]
    held = _keys(kept)
    added = [one for one in after if canonical(one) not in known | held]
    return {name: kept + added} if kept + added != current else {}


def _keys(values: Iterable[Any]) -> set[str]:
    return {canonical(one) for one in values}


def _contest(mine: Mapping[str, tuple[Any, Any]], group: frozenset[str], newer: set[str], server: Server) -> Contest:
    """Both sides of a group: the fields either of us wrote, with the rest of the group as the server holds it."""
    names = sorted(mine.keys() | (group & newer))
    writers = [server.field_versions.get(name, 0) for name in sorted(group & newer) or sorted(mine)]
    return Contest(group=tuple(names), base={name: before for name, (before, _) in mine.items()},
                   theirs={name: server.state.get(name) for name in names},
                   mine={name: after for name, (_, after) in mine.items()}, theirs_version=max(writers))


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1."""
    return one is other or canonical(one) == canonical(other)
