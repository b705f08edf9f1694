"""Publishing reference data: what ships with a version, and an edition an administrator brings in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.jurisdictions.queries import divisions
from server.kernel import audit, changes
from server.kernel.changes import Change
from server.kernel.identity import SYSTEM, Identity
from server.kernel.ids import derived
from server.kernel.permissions import command
from server.rulebooks import bundle, editions, queries
from server.rulebooks.checklist import Checklist
from server.rulebooks.models import ChecklistEdition, Phrase
from server.rulebooks.problems import EditionsOverlap, EditionTaken

CHECKLISTS = "ref:checklists"


@command("rulebook.publish_bundled", permission=None)
def publish_bundled(session: Session, *, now: datetime) -> int:
    """Store what ships with this version and is not there yet; safe to run twice. Only installation calls it."""
    fresh = [*_new_checklists(session, now), *_new_phrases(session, now), *editions.fresh(session, now)]
    changes.record_many(session, fresh, actor=SYSTEM.user_id, now=now)
    return len(fresh)


@command("rulebook.publish_checklist", permission="rulebook.write")
def publish_checklist(session: Session, identity: Identity, input: Checklist, *, now: datetime) -> ChecklistEdition:
    """A new edition for the whole city. The edition it follows ends the day before; nothing already judged changes."""
    identity.require("rulebook.write", next(one.code for one in divisions(session) if one.parent_code is None))
    before = list(queries.checklists(session, code=input.code))
    if any(one.edition == input.edition for one in before):
        raise EditionTaken(edition=input.edition)
    if any(one.valid_from >= input.valid_from for one in before):
        raise EditionsOverlap(latest=max(one.valid_from for one in before).isoformat())
    written = []
    for one in before:
        if one.valid_to is None or one.valid_to >= input.valid_from:
            one.valid_to, one.updated_at = input.valid_from - timedelta(days=1), now
            written.append(one)
    edition = _stored(input, now)
    session.add(edition)
    written.append(edition)
    changes.record_many(session, [Change("checklist", one.id, CHECKLISTS, one.wire()) for one in written],
                        actor=identity.user_id, now=now)
    audit.append(session, identity, "rulebook.publish_checklist", "checklist", edition.id, now=now,
                 details={"code": input.code, "edition": input.edition})
    return edition


def _stored(checklist: Checklist, now: datetime) -> ChecklistEdition:
    state = checklist.wire() | {"valid_from": checklist.valid_from, "valid_to": checklist.valid_to}
    id = derived("checklist", checklist.code, checklist.edition)
    return ChecklistEdition(id=id, created_at=now, updated_at=now, **state)


def _new_checklists(session: Session, now: datetime) -> Iterator[Change]:
    """An edition an administrator already replaced is left out rather than laid over the replacement."""
    known = list(queries.checklists(session))
    for checklist in bundle.checklists():
        if not any(_rivals(one, checklist) for one in known if one.code == checklist.code):
            edition = _stored(checklist, now)
            session.add(edition)
            yield Change("checklist", edition.id, CHECKLISTS, edition.wire())


def _rivals(stored: ChecklistEdition, checklist: Checklist) -> bool:
    ends_before = stored.valid_to is not None and stored.valid_to < checklist.valid_from
    begins_after = checklist.valid_to is not None and checklist.valid_to < stored.valid_from
    return stored.edition == checklist.edition or not (ends_before or begins_after)


def _new_phrases(session: Session, now: datetime) -> Iterator[Change]:
    known = set(session.scalars(sa.select(Phrase.id)))
    for place, phrase in enumerate(bundle.phrases()):
        id = derived("phrase", phrase.venue_kind, phrase.text)
        if id not in known:
            at = now + timedelta(microseconds=place)  # keeps the order in which they were written
            stored = Phrase(id=id, venue_kind=phrase.venue_kind, text=phrase.text, text_en=phrase.text_en,
                            created_at=at, updated_at=at)
            session.add(stored)
            yield Change("phrase", id, CHECKLISTS, stored.wire())
