"""Which checklists a visit is asked and which of them nobody has answered: the same choice as on the phone."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.inspections.models import Check, Inspection
from server.inspections.queries import effective
from server.registry.models import Instrument, Premises
from server.rulebooks import queries as rulebooks
from server.rulebooks.choice import Asked, Venue, asked
from server.rulebooks.models import ChecklistEdition


def venue_of(session: Session, inspection: Inspection) -> Venue:
    """The place as the ledger knew it when the record was signed. Stalls are asked their own list, each by itself."""
    inside = _parts(session, inspection)
    query = (sa.select(Instrument.kind, Instrument.name).distinct()
             .where(Instrument.premises_id.in_([inspection.premises_id, *inside]), Instrument.state != "retired"))
    if inspection.submitted_at:
        query = query.where(Instrument.created_at <= inspection.submitted_at)
    instruments = [(kind, name) for kind, name in session.execute(query)]
    return Venue(inspection.venue_kind, sorted(set(inside.values())), sorted(instruments))


def _parts(session: Session, inspection: Inspection) -> dict[str, str]:
    """Parts below the premises that are no stalls nor in one, each with its kind."""
    root_id = session.get_one(Premises, inspection.premises_id).root_id
    query = sa.select(Premises.id, Premises.parent_id, Premises.kind).where(
        Premises.root_id == root_id, Premises.kind != "stall", Premises.state != "retired")
    if inspection.submitted_at:
        query = query.where(Premises.created_at <= inspection.submitted_at)
    below: dict[str | None, list[tuple[str, str]]] = {}
    for id, parent_id, kind in session.execute(query):
        below.setdefault(parent_id, []).append((id, kind))
    found: dict[str, str] = {}
    level = [inspection.premises_id]
    while level:
        children = [child for id in level for child in below.get(id, ())]
        found |= dict(children)
        level = [id for id, _ in children]
    return found


def unanswered(session: Session, inspection: Inspection, checks: Sequence[Check]) -> list[Asked[ChecklistEdition]]:
    """Empty where nothing could be inspected. A word to the reviewer, never a bar: older phones asked one list."""
    if inspection.outcome not in (None, "inspected"):
        return []
    here = [one for one in effective(checks)
            if one.target in ("organiser", "premises") and one.premises_id == inspection.premises_id]
    if any(one.outcome != "checked" for one in here):
        return []
    answered = {one.checklist_code for one in here}
    editions = rulebooks.checklists(session, on=inspection.on)
    return [one for one in asked(editions, venue_of(session, inspection), inspection.on)
            if one.checklist.code not in answered]
