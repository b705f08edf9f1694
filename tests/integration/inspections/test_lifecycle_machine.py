"""Any order of steps by anybody: the stored state follows the table, and a seal, once set, is the same for ever."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from server.inspections import commands
from server.inspections.inputs import Comment
from server.inspections.lifecycle import TABLE
from server.kernel.clock import Clock
from server.kernel.problems import Problem
from tests.factories.visits import Visit, office

STEPS = ("check", "patch", "submit", "confirm", "supplement", "return", "approve", "resubmit", "withdraw", "deliver")
ACTORS = ("lead", "second", "third", "chief", "stranger")
# Most stories start the usual way, or few would ever be signed; after that anything may come from anybody.
USUAL = st.sampled_from([[], [("check", "lead")], [("check", "lead"), ("submit", "lead")],
                         [("check", "lead"), ("submit", "lead"), ("confirm", "second")]])
ANYTHING = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from((*ACTORS, "lead", "chief"))), max_size=10)
STORIES = st.builds(lambda start, rest: [*start, *rest], USUAL, ANYTHING)
EXAMPLES = 300 if os.environ.get("PROOF") else 40


def act(visit: Visit, step: str, who: str) -> None:
    bureau = visit.office
    if step == "check":
        visit.check(who)
    elif step == "patch":
        visit.patch(who, outcome_note="记录")
    elif step == "submit":
        visit.submit(who)
    elif step == "confirm":
        visit.confirm(who)
    elif step == "supplement":
        visit.append("supplement", who, kind="explanation", text="说明", photos=[], answers_comment=None)
    elif step == "deliver":
        visit.append("delivery", who, method="shown", code=None)
    elif step in ("resubmit", "withdraw"):
        visit.step(step, who, note="原因")
    else:
        identity = bureau.who(who)
        with bureau.open() as session:
            if step == "return":
                commands.return_inspection(session, identity, visit.id, [Comment("", "补充")], now=bureau.clock())
            else:
                commands.approve_inspection(session, identity, visit.id, now=bureau.clock())


def test_every_history_follows_the_table(app: Flask, clock: Clock) -> None:
    bureau = office(app, clock)
    reached: set[str] = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @example([("withdraw", "lead")])
    @example([("check", "lead"), ("submit", "lead"), ("return", "chief"), ("supplement", "second"),
              ("resubmit", "lead"), ("approve", "chief")])
    @given(STORIES)
    def walk(steps: list[tuple[str, str]]) -> None:
        visit = Visit(bureau).create()
        seen = visit.stored()
        for step, who in steps:
            try:
                act(visit, step, who)
            except Problem:
                assert visit.stored() == seen, f"{step} by {who} was refused and changed something"
                continue
            seen = follow(seen, visit.stored(), step)
            reached.add(seen["state"])

    walk()
    assert reached == {"open", "submitted", "returned", "approved", "superseded"}  # the walks went everywhere


def follow(before: dict[str, Any], after: dict[str, Any], step: str) -> dict[str, Any]:
    """What a step that was allowed may have done."""
    expected = TABLE.get((before["state"], step))
    assert after["state"] == (expected.target if expected else before["state"])
    if before["seal"]:
        assert after["seal"] == before["seal"]
    assert (after["seal"] is not None) is (after["submitted_at"] is not None)
    assert after["review_comments"][:len(before["review_comments"])] == before["review_comments"]
    if before["second_confirmed_at"]:
        assert after["second_confirmed_at"] == before["second_confirmed_at"]
    return after
