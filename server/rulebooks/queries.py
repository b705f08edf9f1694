"""Reads of reference data. It is the same for everybody who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.jurisdictions.queries import divisions
from server.kernel import changes
from server.kernel.identity import Identity
from server.kernel.problems import NotFound
from server.metrology.rulebook import Library, bundled
from server.metrology.stored_editions import over_bundled
from server.rulebooks.models import ChecklistEdition, Phrase, RulebookDraft, RulebookEdition

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


def require_city(session: Session, identity: Identity) -> None:
    """Rules are the whole city's: a county's administrator neither prepares nor publishes them."""
    identity.require("rulebook.write", next(one.code for one in divisions(session) if one.parent_code is None))


def visible_draft(session: Session, identity: Identity, id: str, *, lock: bool = False) -> RulebookDraft:
    """One draft, for those who may publish it."""
    require_city(session, identity)
    found = session.get(RulebookDraft, id, with_for_update=True if lock else None, populate_existing=lock)
    if found is None:
        raise NotFound()
    return found


def visible_drafts(session: Session, identity: Identity, state: str | None) -> sa.Select[RulebookDraft]:
    """Drafts, or those in a state, for those who may publish them."""
    require_city(session, identity)
    query = sa.select(RulebookDraft)
    return query.where(RulebookDraft.state == state) if state else query


def edition_names(session: Session) -> set[str]:
    """Every name that an edition has, stored or bundled: a record names its edition, so no name may mean two."""
    return {one.name for one in bundled().editions} | set(session.scalars(sa.select(RulebookEdition.edition)))


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
