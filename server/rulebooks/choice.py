"""Which checklists a visit is asked, and each item once: by the venue, its parts and its instruments. Pure.

`asked.json` is the table of both sides; the phone's twin is pwa/src/rooms/inspections/asked.ts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar


class Dated(Protocol):
    """What a bundled edition and a stored one have in common."""

    code: Any
    venue_kind: Any
    target: Any
    valid_from: Any
    valid_to: Any
    items: Any


List = TypeVar("List", bound=Dated)


@dataclass(frozen=True)
class Venue:
    """What the ledger knows of the place: its kind, the kinds of its parts, its instruments as (kind, name)."""

    kind: str
    parts: Collection[str] = ()
    instruments: Collection[tuple[str, str]] = ()


@dataclass(frozen=True)
class Asked(Generic[List]):
    """A checklist of the visit and those of its items that no checklist before it asks."""

    checklist: List
    items: tuple[Any, ...]


@cache
def _table() -> tuple[Mapping[str, Sequence[str]], Sequence[tuple[re.Pattern[str], str]]]:
    found = json.loads((Path(__file__).parent / "asked.json").read_text(encoding="utf-8"))
    return found["venues"], [(re.compile(pattern), subject) for pattern, subject in found["instruments"]]


def subjects(venue: Venue) -> list[str]:
    """What the visit is about: the venue's own first, then what its parts and instruments add, by name."""
    venues, patterns = _table()
    added = [subject for part in venue.parts if part != "other" for subject in venues.get(part, [part])]
    added += [subject for kind, name in venue.instruments for pattern, subject in patterns
              if pattern.search(f"{kind} {name}")]
    return list(dict.fromkeys([*venues.get(venue.kind, [venue.kind]), *sorted(added)]))


def asked(checklists: Iterable[List], venue: Venue, on: date, by_hand: Collection[str] = ()) -> list[Asked[List]]:
    """The checklists in force, in the order they are answered; those opened by hand (codes) come last.

    An item that stands in two of them is asked in the first. A checklist with nothing left to ask is left out.
    """
    wanted = subjects(venue)
    in_force = sorted((one for one in checklists if one.target != "stall" and _in_force(one, on)),
                      key=lambda one: one.code)
    by_subject = [one for subject in wanted for one in in_force if one.venue_kind == subject]
    added = [one for one in in_force if one.code in by_hand and one not in by_subject]
    return _merged([*by_subject, *added])


def _in_force(one: Dated, on: date) -> bool:
    return bool(one.valid_from <= on and (one.valid_to is None or on <= one.valid_to))


def _merged(chosen: Iterable[List]) -> list[Asked[List]]:
    known: set[str] = set()
    found = []
    for one in chosen:
        items = tuple(item for item in one.items if _code(item) not in known)
        known |= {_code(item) for item in items}
        if items:
            found.append(Asked(one, items))
    return found


def _code(item: Any) -> str:
    return str(item["code"] if isinstance(item, Mapping) else item.code)
