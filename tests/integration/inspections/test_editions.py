"""A record is judged by the edition of its day, also one that no release carries, and keeps what it was judged with."""

from __future__ import annotations

import json
from pathlib import Path

from server.inspections.models import Check
from server.kernel import changes
from server.rulebooks import editions
from server.rulebooks.commands import publish_bundled
from tests.conftest import StandingClock
from tests.factories.visits import READING, Office, Visit

RULEBOOKS = Path("server/metrology/rulebooks")


def tighter() -> dict[str, object]:
    """The scales' edition of today with 0.4 e instead of 0.5 e, from the 26th on."""
    found = json.loads((RULEBOOKS / "jjg_539_2016.json").read_text(encoding="utf-8"))
    found["tables"]["mpe_III"]["rows"][0]["value"] = "0.4"
    return {**found, "edition": "样例 539-A", "valid_from": "2026-11-26"}


def publish(bureau: Office) -> None:
    with bureau.open() as session:
        publish_bundled(session, now=bureau.clock())
    with bureau.open() as session:
        written = [editions.change_of(one) for one in editions.published(session, tighter(), bureau.clock())]
        changes.record_many(session, written, actor=bureau.people["chief"], now=bureau.clock())


def judged(bureau: Office, check: str) -> tuple[str, str]:
    with bureau.open() as session:
        (found,) = session.get_one(Check, check).server_evaluation
        return found["edition"], found["verdict"]


def test_a_visit_is_judged_by_the_edition_of_its_day(bureau: Office, clock: StandingClock) -> None:
    reading = {**READING, "additional_dL": "0"}
    today = Visit(bureau).create()
    before = today.check(reading=reading)
    publish(bureau)
    after = today.check(scale=1, reading=reading)
    clock.forward(days=1)
    late = today.check(reading=reading)  # the visit began on the 25th, and so it is judged
    tomorrow = Visit(bureau).create(on="2026-11-26", started_at="2026-11-26T02:10:00.000Z")
    assert [judged(bureau, one) for one in (before, after, late, tomorrow.check(reading=reading))] == [
        ("JJG 539-2016", "pass"), ("JJG 539-2016", "pass"), ("JJG 539-2016", "pass"), ("样例 539-A", "fail")]
