"""Dated editions of limits and coefficients, chosen by the date of judgement.

An edition is never changed once used; a correction is a new edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.metrology import strict_json
from server.metrology.dates import is_calendar_date
from server.metrology.edition import Edition
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook_reader import read_edition


@dataclass(frozen=True)
class Choice:
    """The edition a judgement uses and why: `given` by name, `in_force` on the date, or only a `reference` by then."""

    edition: Edition
    ground: str


class Library:
    """A set of editions. Two editions of one rule and scope may never be in force on the same day."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self.editions: Sequence[Edition] = sorted(editions, key=lambda edition: (edition.valid_from, edition.name))
        for index, earlier in enumerate(self.editions):
            for later in self.editions[index + 1 :]:
                _refuse_rivals(earlier, later)

    def choose(self, rule: str, *, on: str | None, scope: str | None, named: str | None) -> Choice:
        candidates = [edition for edition in self.editions if rule in edition.procedures]
        if named is not None:
            return Choice(_named(candidates, named), "given")
        if on is None:
            raise MetrologyProblem("date_missing", "/on")
        if not is_calendar_date(on):
            raise MetrologyProblem("date_invalid", "/on")
        # The particular goes before the general: an edition for this kind of instrument beats one for all kinds.
        for wanted in dict.fromkeys((scope, None)):
            for edition in candidates:
                if edition.scope == wanted and edition.is_in_force(on):
                    return Choice(edition, "in_force")
        return Choice(_last_reference(candidates, on, scope), "reference")


@cache
def bundled() -> Library:
    """The editions that ship with the program; the phone bundles the same files."""
    folder = Path(__file__).parent / "rulebooks"
    return Library(
        read_edition(strict_json.read_document(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.json"))
    )


def _named(candidates: Sequence[Edition], name: str) -> Edition:
    for edition in candidates:
        if edition.name == name:
            return edition
    raise MetrologyProblem("edition_unknown", "/inputs/edition")


def _last_reference(candidates: Sequence[Edition], on: str, scope: str | None) -> Edition:
    """Where nothing newer has numbers, an expired edition may still be quoted, but only as a reference."""
    expired = [edition for edition in candidates if edition.reference_after and edition.has_expired(on)]
    for wanted in dict.fromkeys((scope, None)):
        for edition in reversed(expired):
            if edition.scope == wanted:
                return edition
    raise MetrologyProblem("edition_missing", "/on")


def _refuse_rivals(earlier: Edition, later: Edition) -> None:
    shared = [rule for rule in earlier.procedures if rule in later.procedures]
    if not shared:
        return
    if earlier.name == later.name:
        raise MetrologyProblem("rulebook_edition_twice", "/edition")
    if earlier.scope == later.scope and not earlier.has_expired(later.valid_from):
        raise MetrologyProblem("rulebook_editions_overlap", "/valid_from")
