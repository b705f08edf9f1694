"""Publishing reference data: what ships with a version, and an edition an administrator brings in between."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from server.kernel import audit, changes, clock
from server.kernel.changes import Change
from server.kernel.columns import canonical
from server.kernel.identity import SYSTEM, Identity
from server.kernel.ids import derived, uuid7
from server.kernel.permissions import command
from server.kernel.problems import StaleVersion
from server.rulebooks import bundle, drafting, editions, queries
from server.rulebooks.checklist import Checklist
from server.rulebooks.lifecycle import DRAFT
from server.rulebooks.models import ChecklistEdition, Phrase, RulebookDraft
from server.rulebooks.problems import DraftClosed, EditionNotReady, EditionsOverlap, EditionTaken

CHECKLISTS = "ref:checklists"


@dataclass(frozen=True)
class WriteDraft:
    """A JSON edition and the cases that prove it, each in the form of the worked vectors."""

    content: dict[str, Any]
    cases: list[dict[str, Any]]


@command("rulebook.publish_bundled", permission=None)
def publish_bundled(session: Session, *, now: datetime) -> int:
    """Store what ships with this version and is not there yet; safe to run twice. Only installation calls it."""
    fresh = [*_new_checklists(session, now), *_new_phrases(session, now), *editions.fresh(session, now)]
    changes.record_many(session, fresh, actor=SYSTEM.user_id, now=now)
    return len(fresh)


@command("rulebook.publish_checklist", permission="rulebook.write")
def publish_checklist(session: Session, identity: Identity, input: Checklist, *, now: datetime) -> ChecklistEdition:
    """A new edition for the whole city. The edition it follows ends the day before; nothing already judged changes."""
    queries.require_city(session, identity)
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


@command("rulebook.create_draft", permission="rulebook.write")
def create_draft(session: Session, identity: Identity, input: WriteDraft, *, now: datetime) -> RulebookDraft:
    """A new edition is prepared; nobody is judged by it."""
    queries.require_city(session, identity)
    drafting.read_content(input.content, input.cases)
    draft = RulebookDraft(id=uuid7(), author_id=identity.user_id, state="draft", version=1, content=input.content,
                          cases=input.cases, created_at=now, updated_at=now)
    session.add(draft)
    session.flush()
    _noted(session, identity, "rulebook.create_draft", draft, now)
    return draft


@command("rulebook.replace_draft", permission="rulebook.write")
def replace_draft(session: Session, identity: Identity, id: str, version: int, input: WriteDraft, *,
                  now: datetime) -> RulebookDraft:
    """The draft as it reads now, cases and all."""
    draft = _moved(session, identity, id, version, "replace", now)
    drafting.read_content(input.content, input.cases)
    draft.content, draft.cases = input.content, input.cases
    _noted(session, identity, "rulebook.replace_draft", draft, now)
    return draft


@command("rulebook.discard_draft", permission="rulebook.write")
def discard_draft(session: Session, identity: Identity, id: str, version: int, *, now: datetime) -> RulebookDraft:
    """The draft is laid aside; what was written stays readable."""
    draft = _moved(session, identity, id, version, "discard", now)
    _noted(session, identity, "rulebook.discard_draft", draft, now)
    return draft


@command("rulebook.test_draft", permission="rulebook.write")
def test_draft(session: Session, identity: Identity, id: str, *, now: datetime) -> drafting.Report:
    """Its cases against the stored editions and itself, and what stands against publishing it. Writes nothing."""
    return _report(session, queries.visible_draft(session, identity, id), now)


@command("rulebook.publish_draft", permission="rulebook.write")
def publish_draft(session: Session, identity: Identity, id: str, version: int, *, now: datetime) -> RulebookDraft:
    """The draft judges from its day on; what it follows ends the day before, and nothing judged before changes."""
    draft = _moved(session, identity, id, version, "publish", now)
    editions.lock(session)
    report = _report(session, draft, now)
    if report.obstacles:
        raise EditionNotReady(errors=list(report.obstacles))
    written = editions.published(session, draft.content, now)
    changes.record_many(session, [editions.change_of(one) for one in written], actor=identity.user_id, now=now)
    _noted(session, identity, "rulebook.publish_draft", draft, now, rows=[one.id for one in written])
    return draft


def _report(session: Session, draft: RulebookDraft, now: datetime) -> drafting.Report:
    edition = drafting.read_content(draft.content, draft.cases)
    today = clock.local_date(now, current_app.extensions["settings"].timezone)
    return drafting.tested(edition, draft.content, draft.cases, queries.library(session),
                           queries.edition_names(session), today)


def _moved(session: Session, identity: Identity, id: str, version: int, action: str, now: datetime) -> RulebookDraft:
    """The draft, taken one step further by whoever saw its newest version."""
    draft = queries.visible_draft(session, identity, id, lock=True)
    if draft.version != version:
        raise StaleVersion(version=draft.version)
    if (draft.state, action) not in DRAFT:
        raise DraftClosed(state=draft.state)
    draft.state, draft.version, draft.updated_at = DRAFT[draft.state, action], version + 1, now
    return draft


def _noted(session: Session, identity: Identity, action: str, draft: RulebookDraft, now: datetime,
           **details: Any) -> None:
    digest = hashlib.sha256(canonical(draft.content).encode()).hexdigest()
    audit.append(session, identity, action, "rulebook_draft", draft.id, now=now, details={
        "edition": draft.content["edition"], "valid_from": draft.content["valid_from"], "version": draft.version,
        "content_sha256": digest, **details})


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
