"""What a newer edition does to those before it: each that it follows ends the day before; nothing else moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from server.metrology.edition import Edition
from server.metrology.rulebook import Library
from server.metrology.stored_editions import bundled_parts, fitting, read_parts


def follows(newer: Edition, older: Edition) -> bool:
    """Whether `newer` takes over from `older`: a rule and the scope in common, begun later, while it is in force."""
    shared = any(rule in older.procedures for rule in newer.procedures)
    return (shared and newer.scope == older.scope and older.valid_from < newer.valid_from
            and not older.has_expired(newer.valid_from))


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def closed(older: Edition, newer: Iterable[Edition]) -> Edition:
    """`older` as it stands once all of these are there."""
    for one in newer:
        if follows(one, older):
            older = replace(older, valid_to=day_before(one.valid_from))
    return older


def given_over_bundled(documents: Iterable[object]) -> Library:
    """The bundled editions and others from files, each an edition or a list of them. Refuses what cannot be read."""
    states = [state for document in documents for state in (document if isinstance(document, list) else [document])]
    given = [part for state in states for part in read_parts(state)]
    return fitting([*Library(_succeeding(given, given)).editions, *_succeeding(bundled_parts(), given)])


def _succeeding(editions: Sequence[Edition], newer: Sequence[Edition]) -> list[Edition]:
    return [closed(edition, newer) for edition in editions]
