"""No operation and no route, by anybody, alters what was signed. Generated from the bindings and from the routes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from server.inspections import commands
from server.inspections.inputs import Comment
from server.inspections.lifecycle import ACTIONS, AFTERWARDS, FACTS
from server.inspections.models import Check, Inspection
from server.inspections.seal import seal_sha256
from server.inspections.sync_binding import BINDINGS
from server.inspections.wire import facts, wire_state
from server.kernel.identity import SYSTEM, Identity
from server.kernel.ids import uuid7
from server.kernel.problems import Problem
from tests.factories.people import Client
from tests.factories.visits import Office, Visit

VALUES: dict[str, Any] = {
    "on": "2026-11-24", "started_at": "2026-11-24T02:10:00Z", "division": "610603", "venue_kind": "optician",
    "assistants": ["另一人"], "conditions": {"temperature_C": "99"}, "standards": [], "measures": [{
        "kind": "other", "text": "改", "deadline_on": None}], "outcome": "closed_business", "state": "open",
    "position": {"latitude": "1", "longitude": "1", "accuracy_m": "1", "datum": "WGS-84"}, "seal": None,
    "review_comments": []}


def signed(visit: Visit) -> tuple[Any, ...]:
    """Everything the signatures stand for, and whether the stored seal still is its digest."""
    with visit.office.open() as session:
        found = session.get_one(Inspection, visit.id)
        checks = session.query(Check).where(Check.inspection_id == visit.id).order_by(Check.id).all()
        seal = found.seal or {}
        digest = seal_sha256(facts(found), seal["checks"], seal["blobs"], seal["signatures"])
        assert digest == seal["sha256"]
        assert {one["id"]: one["sha256"] for one in seal["checks"]} == {one.id: one.op_sha256 for one in checks}
        return facts(found), seal, [(one.id, wire_state(one)) for one in checks]


def operations(visit: Visit) -> Iterator[tuple[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    """Each kind of operation that any binding knows, aimed at the visit, its checks, and children of it."""
    for entity, binding in BINDINGS.items():
        for target in (visit.id, *visit.checks):
            if binding.create:
                yield f"{entity} create", binding.create, (target, visit.state(statement="改")), {}
            for name in FACTS + AFTERWARDS if binding.patch else ():
                value = VALUES.get(name, "00000000-0000-7000-8000-000000000001" if name.endswith("_id") else "改")
                yield f"{entity} patch {name}", binding.patch, (target, {name: value}), {}  # type: ignore[misc]
            for action in (*ACTIONS, "reopen") if binding.transition else ():
                data = {"from": "submitted", "note": "改", "state": {"statement": "改", "seal": None}}
                yield f"{entity} {action}", binding.transition, (target, action, data), {}  # type: ignore[misc]
            if binding.append:
                state = {**child(visit, entity), "replaces": next(iter(visit.checks))} if entity == "check" \
                    else child(visit, entity)
                for id in (target, uuid7()):
                    yield f"{entity} append", binding.append, (id, visit.id, state), {"body_sha256": "0" * 64}


def child(visit: Visit, entity: str) -> dict[str, Any]:
    """A wire state with which a child of this kind could join."""
    base = {"inspection_id": visit.id, "division": visit.office.division}
    people, stored = visit.office.people, visit.stored()
    return {**base, **{
        "check": {"target": "instrument", "premises_id": visit.office.stall_id, "outcome": "checked",
                  "instrument_id": visit.office.scales[0], "officer_id": people["lead"], "photos": []},
        "confirmation": {"officer_id": people["second"], "method": "own_session", "proof": None,
                         "seal_sha256": (stored["seal"] or {"sha256": "0" * 64})["sha256"]},
        "supplement": {"kind": "explanation", "text": "改", "photos": [], "answers_comment": None},
        "delivery": {"method": "shown", "code": None}}[entity]}


def returned(visit: Visit) -> None:
    reviewer = visit.office.who("chief")
    with visit.office.open() as session:
        commands.return_inspection(session, reviewer, visit.id, [Comment("", "改")], now=visit.office.clock())


def approved(visit: Visit) -> None:
    reviewer = visit.office.who("chief")
    with visit.office.open() as session:
        commands.approve_inspection(session, reviewer, visit.id, now=visit.office.clock())


def superseded(visit: Visit) -> None:
    newer = Visit(visit.office).create(supersedes_id=visit.id)
    newer.check()
    newer.submit()


@pytest.mark.parametrize("reach", [None, returned, approved, superseded])
def test_no_operation_alters_what_was_signed(bureau: Office, handed_in: Visit,
                                             reach: Callable[[Visit], None] | None) -> None:
    if reach:
        reach(handed_in)
    before = signed(handed_in)
    tried = taken = 0
    for who in (SYSTEM, *(bureau.who(name) for name in ("lead", "second", "chief"))):
        for name, act, given, more in operations(handed_in):
            tried += 1
            taken += attempt(bureau, who, act, given, more)
            assert signed(handed_in) == before, (who.username, name)
    assert tried > 200
    assert (taken > 0) is (reach is not superseded)  # a supplement, a resubmission; nothing once superseded


def attempt(bureau: Office, who: Identity, act: Callable[..., Any], given: tuple[Any, ...],
            more: dict[str, Any]) -> bool:
    try:
        with bureau.open() as session:
            act(session, who, *given, now=bureau.clock(), op_id=uuid7(), **more)
    except Problem:
        return False
    return True


def aimed(app: Flask, visit: Visit) -> Iterator[tuple[str, str]]:
    """Every route that could write, with the visit or its check wherever the address takes an identifier."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            for id in (visit.id, next(iter(visit.checks))):
                yield method, re.sub(r"<[^>]+>", id, rule.rule)


def test_no_route_alters_what_was_signed(app: Flask, bureau: Office, handed_in: Visit,
                                         desk: Callable[[str], Client]) -> None:
    before = signed(handed_in)
    bodies: list[dict[str, Any]] = [{}, {"statement": "改", "outcome": "refused"}, {"state": {"statement": "改"}},
                                    {"version": 3, "statement": "改", "decision": "return"}]
    places = [one for one in aimed(app, handed_in) if "/auth/" not in one[1]]
    assert ("POST", f"/api/v1/inspections/{handed_in.id}/decisions") in places
    for who in ("lead", "chief"):
        for method, place in places:
            for body in bodies:
                answer = desk(who).open(method, place, json=body, headers={"If-Match": "3"})
                assert answer.status_code < 500, (method, place, body)
        assert signed(handed_in) == before, who
