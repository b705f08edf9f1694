"""Reads of reference data. It is the same for everybody who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel import changes
from server.metrology.rulebook import Library
from server.metrology.stored_editions import over_bundled
from server.rulebooks.models import ChecklistEdition, Phrase, RulebookEdition

RULEBOOKS = "ref:rulebooks"
MOST_LIBRARIES = 4
_LIBRARIES: dict[tuple[int, str], Library] = {}


def checklists(session: Session, *, code: str | None = None, on: date | None = None) -> Sequence[ChecklistEdition]:
    """Every edition, or those of one code, or those in force on a day."""
    query = sa.select(ChecklistEdition).order_by(ChecklistEdition.code, ChecklistEdition.valid_from)
    if code:
        query = query.where(ChecklistEdition.code == code)
    if on:
        query = query.where(ChecklistEdition.valid_from <= on,
                            sa.or_(ChecklistEdition.valid_to.is_(None), ChecklistEdition.valid_to >= on))
    return session.scalars(query).all()


def checklist_in_force(session: Session, code: str, on: date) -> ChecklistEdition | None:
    """The edition that applies to a visit of that day; a record keeps the one it was judged with."""
    return next(iter(checklists(session, code=code, on=on)), None)


def checklist_edition(session: Session, code: str, edition: str) -> ChecklistEdition | None:
    """The edition a record names."""
    return session.scalar(sa.select(ChecklistEdition).where(ChecklistEdition.code == code,
                                                            ChecklistEdition.edition == edition))


def phrases(session: Session, venue_kind: str | None = None) -> Sequence[Phrase]:
    """Stock phrases, in the order they were written."""
    query = sa.select(Phrase).order_by(Phrase.venue_kind, Phrase.created_at, Phrase.id)
    return session.scalars(query.where(Phrase.venue_kind == venue_kind) if venue_kind else query).all()


def rulebooks(session: Session) -> Sequence[RulebookEdition]:
    """Every edition of limits and coefficients."""
    query = sa.select(RulebookEdition).order_by(RulebookEdition.rule, RulebookEdition.valid_from)
    return session.scalars(query).all()


def library(session: Session) -> Library:
    """What everything is judged by: the stored editions, over those that ship with the program.

    Read again only when their scope has moved, so that judging many checks costs one small query each.
    """
    mark = changes.head_mark(session, RULEBOOKS)
    if mark in _LIBRARIES:
        return _LIBRARIES[mark]
    found = over_bundled(one.wire() for one in rulebooks(session))
    if mark and mark == changes.head_mark(session, RULEBOOKS):  # nothing was published while this was read
        if len(_LIBRARIES) >= MOST_LIBRARIES:
            _LIBRARIES.clear()
        _LIBRARIES[mark] = found
    return found
