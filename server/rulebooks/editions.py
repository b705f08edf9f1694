"""Storing editions of limits and coefficients: one row a rule, published once; a row that is followed only ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import metrology
from server.kernel.changes import Change, Scope
from server.kernel.ids import derived
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import Library, bundled
from server.metrology.rulebook_reader import read_edition
from server.metrology.stored_editions import fitting, parts, readable
from server.metrology.succession import day_before, follows
from server.rulebooks import queries
from server.rulebooks.models import RulebookEdition


def fresh(session: Session, now: datetime) -> Iterator[Change]:
    """A bundled edition is stored unless it is there, or an administrator's rules on the same days."""
    known = {(one.rule, one.edition): one for one in queries.rulebooks(session)}
    yield from _ended_rulebooks(known, now)
    library = library_of(known.values())
    for content in bundled_documents():
        for part in parts(read_edition(content)):
            (rule,) = part.procedures
            if (rule, part.name) in known:
                continue
            try:
                library = Library([*library.editions, part])
            except MetrologyProblem:
                continue
            stored = row_of(content, rule, now)
            session.add(stored)
            yield change_of(stored)


def _ended_rulebooks(known: dict[tuple[str, str], RulebookEdition], now: datetime) -> Iterator[Change]:
    """Where a release brings a successor, the bundled edition before it has an end that the stored one lacks."""
    for edition in bundled().editions:
        end = date.fromisoformat(edition.valid_to) if edition.valid_to else None
        for stored in (known[rule, edition.name] for rule in edition.procedures if (rule, edition.name) in known):
            if end and (stored.valid_to is None or end < stored.valid_to):
                stored.valid_to, stored.updated_at = end, now
                yield change_of(stored)


def lock(session: Session) -> None:
    """One publication at a time, on every database."""
    session.execute(sa.select(Scope.name).where(Scope.name == queries.RULEBOOKS).with_for_update())


def published(session: Session, content: dict[str, Any], now: datetime) -> list[RulebookEdition]:
    """The rows of a new edition, and before them those that it follows, each ended the day before."""
    ended, made = [], []
    stored = list(queries.rulebooks(session))
    for part in parts(read_edition(content)):
        (rule,) = part.procedures
        for one in (one for one in stored if one.rule == rule):
            if any(follows(part, older) for older in readable([one.wire()])):
                one.valid_to, one.updated_at = date.fromisoformat(day_before(part.valid_from)), now
                ended.append(one)
        made.append(row_of(content, rule, now))
    session.add_all(made)
    return [*ended, *made]


def library_of(stored: Iterable[RulebookEdition]) -> Library:
    """Exactly the stored editions, as far as this version can read them."""
    return fitting(readable(one.wire() for one in stored))


def row_of(content: dict[str, Any], rule: str, now: datetime) -> RulebookEdition:
    """The row of one rule of an edition that has been read."""
    until = content.get("valid_to")
    return RulebookEdition(
        id=derived("rulebook", rule, content["edition"]), rule=rule, edition=content["edition"],
        valid_from=date.fromisoformat(content["valid_from"]), valid_to=date.fromisoformat(until) if until else None,
        content=content, created_at=now, updated_at=now)


def change_of(stored: RulebookEdition) -> Change:
    """A row that was written, as phones pull it."""
    return Change("rulebook", stored.id, queries.RULEBOOKS, stored.wire())


def bundled_documents() -> list[dict[str, Any]]:
    """The JSON editions of limits and coefficients that ship with the program."""
    folder = Path(metrology.__file__).parent / "rulebooks"
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
