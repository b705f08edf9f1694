"""Even code that forgot to ask cannot write over what was signed."""

from __future__ import annotations

import pytest

from server.inspections.guard import SealBroken
from server.inspections.models import Check, Inspection
from tests.factories.visits import Office, Visit


def test_signed_facts_cannot_be_written_over(bureau: Office, handed_in: Visit) -> None:
    with pytest.raises(SealBroken), bureau.open() as session:
        session.get_one(Inspection, handed_in.id).statement = "改"
    with pytest.raises(SealBroken), bureau.open() as session:
        found = session.get_one(Inspection, handed_in.id)
        found.state, found.outcome = "open", "refused"
    assert handed_in.stored()["statement"] == "无异议"


def test_a_check_is_never_changed_and_nothing_is_deleted(bureau: Office, visit: Visit) -> None:
    id = visit.check()
    with pytest.raises(SealBroken), bureau.open() as session:
        session.get_one(Check, id).note = "改"
    with pytest.raises(SealBroken), bureau.open() as session:
        session.delete(session.get_one(Check, id))
    with pytest.raises(SealBroken), bureau.open() as session:
        session.delete(session.get_one(Inspection, visit.id))
