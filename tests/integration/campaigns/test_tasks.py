"""Campaigns and tasks: who gives them out, who sees them, and what somebody from outside is granted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.campaigns.commands import (
    CreateCampaign,
    NewTask,
    cancel_task,
    create_campaign,
    create_tasks,
    move_campaign,
)
from server.campaigns.models import Task
from server.campaigns.problems import CampaignClosed, CampaignStep, TaskStep
from server.inspections import commands as visits
from server.inspections.inputs import Comment
from server.inspections.problems import OfficersMissing
from server.kernel import changes
from server.kernel.changes import ScopeLog
from server.kernel.clock import Clock
from server.kernel.ids import uuid7
from server.kernel.problems import Forbidden, Invalid, NotFound
from server.sync.models import ScopeGrant
from tests.factories.people import sign_in
from tests.factories.visits import Office, Visit, office

DUE = date(2026, 12, 1)


@pytest.fixture
def bureau(app: Flask, clock: Clock) -> Office:
    return office(app, clock)


@pytest.fixture
def campaign_id(bureau: Office) -> str:
    city = bureau.who("city")
    with bureau.open() as session:
        return create_campaign(session, city, CreateCampaign("样例专项", "样例依据", ("market",), date(2026, 11, 1),
                                                             date(2026, 12, 31)), now=bureau.clock()).id


def give(bureau: Office, campaign_id: str, *people: str, by: str = "chief", **more: Any) -> str:
    giver = bureau.who(by)
    task = NewTask(more.pop("premises_id", bureau.market_id), tuple(bureau.people[one] for one in people), DUE, **more)
    with bureau.open() as session:
        return create_tasks(session, giver, campaign_id, [task], now=bureau.clock())[0].id


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [one["id"] for one in answer.get_json()["items"]]


def test_a_campaign_is_announced_and_moves_along_its_table(bureau: Office, campaign_id: str) -> None:
    city, lead = bureau.who("city"), bureau.who("lead")
    with bureau.open() as session:
        row = changes.current(session, campaign_id)
        assert row is not None and (row.scope, row.state["state"]) == ("ref:campaigns", "planned")
        with pytest.raises(Forbidden):
            move_campaign(session, lead, campaign_id, "open", now=bureau.clock())
        with pytest.raises(Forbidden):
            create_campaign(session, lead, CreateCampaign("x", "y", (), DUE, DUE), now=bureau.clock())
        with pytest.raises(Invalid):
            create_campaign(session, city, CreateCampaign("x", "y", (), DUE, date(2026, 11, 1)), now=bureau.clock())
        assert move_campaign(session, city, campaign_id, "open", now=bureau.clock()).state == "open"
        with pytest.raises(CampaignStep):
            move_campaign(session, city, campaign_id, "reopen", now=bureau.clock())
        move_campaign(session, city, campaign_id, "close", now=bureau.clock())
    with pytest.raises(CampaignClosed):
        give(bureau, campaign_id, "lead")


def test_who_may_give_which_task(bureau: Office, campaign_id: str) -> None:
    with pytest.raises(Forbidden):
        give(bureau, campaign_id, "lead", by="stranger_chief")
    with pytest.raises(Forbidden):
        give(bureau, campaign_id, "lead", by="lead")
    with pytest.raises(Invalid):
        give(bureau, campaign_id, "lead", premises_id=uuid7())
    with pytest.raises(Invalid):
        give(bureau, campaign_id)
    with pytest.raises(NotFound):
        give(bureau, uuid7(), "lead")


def test_tasks_are_seen_in_ones_divisions_or_when_given(app: Flask, bureau: Office, campaign_id: str) -> None:
    task_id = give(bureau, campaign_id, "lead", note="先查计价秤")
    chief = sign_in(app, "chief")
    (row,) = chief.get("/api/v1/tasks").get_json()["items"]
    assert (row["id"], row["premises_name"], row["state"]) == (task_id, "样例集贸市场", "open")
    assert row["note"] == "先查计价秤"
    assert row["assignee_ids"] == [bureau.people["lead"]] and row["due_on"] == "2026-12-01"
    for asked, expected in [({"state": "open"}, [task_id]), ({"state": "done"}, []),
                            ({"division": "610602"}, [task_id]), ({"assignee_id": uuid7()}, []),
                            ({"assignee_id": bureau.people["lead"]}, [task_id]),
                            ({"campaign_id": campaign_id}, [task_id]), ({"premises_id": bureau.stall_id}, [])]:
        assert ids(chief.get("/api/v1/tasks", query_string=asked)) == expected, asked
    for wrong in ({"state": "lost"}, {"assignee_id": "x"}, {"limit": "201"}, {"sort": "x"}):
        assert chief.get("/api/v1/tasks", query_string=wrong).status_code == 422
    assert ids(sign_in(app, "stranger_chief").get("/api/v1/tasks")) == []
    assert app.test_client().get("/api/v1/tasks").status_code == 401
    found = chief.get(f"/api/v1/campaigns/{campaign_id}").get_json()
    assert (found["name"], found["progress"]) == ("样例专项", {"open": 1})
    assert ids(chief.get("/api/v1/campaigns", query_string={"state": "planned"})) == [campaign_id]
    assert chief.get(f"/api/v1/campaigns/{uuid7()}").status_code == 404
    assert sign_in(app, "stranger").get(f"/api/v1/campaigns/{campaign_id}").get_json()["progress"] == {}


def test_pages_of_tasks_are_ordered_by_due_date(app: Flask, bureau: Office, campaign_id: str) -> None:
    giver = bureau.who("chief")
    given = [NewTask(bureau.market_id, (bureau.people["lead"],), date(2026, 12, day)) for day in (9, 2, 5, 2)]
    with bureau.open() as session:
        create_tasks(session, giver, campaign_id, given, now=bureau.clock())
    chief, cursor, seen = sign_in(app, "chief"), None, []
    while cursor or not seen:
        answer = chief.get("/api/v1/tasks", query_string={"limit": 3, **({"cursor": cursor} if cursor else {})})
        seen += [one["due_on"] for one in answer.get_json()["items"]]
        cursor = answer.get_json()["next"]
    assert seen == ["2026-12-02", "2026-12-02", "2026-12-05", "2026-12-09"]


def grants(bureau: Office) -> Sequence[tuple[str, str, bool]]:
    with bureau.open() as session:
        return [(one.user_id, one.scope, one.revoked_at is None) for one in session.scalars(sa.select(ScopeGrant))]


def shared_log(bureau: Office, scope: str) -> list[tuple[str, str]]:
    with bureau.open() as session:
        rows = session.scalars(sa.select(ScopeLog).where(ScopeLog.scope == scope).order_by(ScopeLog.seq))
        return [(row.entity, row.entity_id) for row in rows]


def test_somebody_from_outside_receives_exactly_the_place(bureau: Office, campaign_id: str, app: Flask) -> None:
    give(bureau, campaign_id, "lead")
    assert grants(bureau) == []
    task_id = give(bureau, campaign_id, "lead", "stranger", by="city")
    scope = f"premises:{bureau.market_id}"
    assert grants(bureau) == [(bureau.people["stranger"], scope, True)]
    logged = shared_log(bureau, scope)
    assert {("premises", bureau.market_id), ("premises", bureau.stall_id), ("task", task_id),
            *(("instrument", one) for one in bureau.scales)} <= set(logged)
    assert ids(sign_in(app, "stranger").get("/api/v1/tasks")) == [task_id]
    visit = Visit(bureau).create("stranger", task_id=task_id, lead_officer_id=bureau.people["stranger"])
    assert ("inspection", visit.id) in shared_log(bureau, scope)
    with pytest.raises(NotFound):  # another outsider was not given it
        other = bureau.who("stranger_chief")
        with bureau.open() as session:
            visits.approve_inspection(session, other, visit.id, now=bureau.clock())


def test_an_outsider_leads_a_visit_with_a_local_officer_to_the_end(bureau: Office, campaign_id: str) -> None:
    task_id = give(bureau, campaign_id, "lead", "stranger", by="city")
    visit = Visit(bureau).create("stranger", task_id=task_id, lead_officer_id=bureau.people["stranger"])
    visit.check("stranger")
    with pytest.raises(OfficersMissing):
        visit.submit("stranger", state=visit.sealed(second_officer_id=bureau.people["helper"]))
    visit.submit("stranger")
    visit.confirm()
    scope = f"premises:{bureau.market_id}"
    assert grants(bureau) == [(bureau.people["stranger"], scope, True)]  # a return must still reach the outsider
    chief = bureau.who("chief")
    with bureau.open() as session:
        visits.approve_inspection(session, chief, visit.id, now=bureau.clock())
    assert grants(bureau) == [(bureau.people["stranger"], scope, False)]


def test_what_a_task_allows_an_outsider_ends_with_it_except_for_the_visit_that_answered(
        bureau: Office, campaign_id: str) -> None:
    task_id = give(bureau, campaign_id, "stranger", by="city")
    mine = {"lead_officer_id": bureau.people["stranger"]}
    theirs = Visit(bureau).create()
    theirs.check("stranger")  # a helping hand, while the task is open
    visit = Visit(bureau).create("stranger", task_id=task_id, **mine)
    visit.check("stranger")
    visit.submit("stranger")
    for asked in ({}, {"task_id": task_id}):
        with pytest.raises(Invalid):
            Visit(bureau).create("stranger", **mine, **asked)
    with pytest.raises(NotFound):
        theirs.check("stranger")
    chief = bureau.who("chief")
    with bureau.open() as session:
        visits.return_inspection(session, chief, visit.id, [Comment("/checks/0", "请补充照片")], now=bureau.clock())
    said = {"kind": "explanation", "text": "已补充", "photos": [], "answers_comment": "/checks/0"}
    visit.append("supplement", "stranger", **said)
    visit.step("resubmit", "stranger")
    visit.confirm()
    visit.append("delivery", "stranger", method="shown", code=None)
    theirs.submit()
    with pytest.raises(NotFound):
        theirs.append("supplement", "stranger", **said)


def test_an_outsider_may_confirm_when_the_task_is_done(bureau: Office, campaign_id: str) -> None:
    task_id = give(bureau, campaign_id, "lead", "stranger", by="city")
    visit = Visit(bureau).create(task_id=task_id, second_officer_id=bureau.people["stranger"])
    visit.check()
    visit.submit()
    visit.confirm("stranger", officer_id=bureau.people["stranger"])
    assert visit.stored()["second_confirmed_at"]


def test_an_outsider_may_supersede_what_was_returned(bureau: Office, campaign_id: str) -> None:
    task_id = give(bureau, campaign_id, "stranger", by="city")
    given = {"task_id": task_id, "lead_officer_id": bureau.people["stranger"]}
    visit = Visit(bureau).create("stranger", **given)
    visit.check("stranger")
    visit.submit("stranger")
    chief = bureau.who("chief")
    with bureau.open() as session:
        visits.return_inspection(session, chief, visit.id, [Comment("/checks/0", "请重测")], now=bureau.clock())
    again = Visit(bureau).create("stranger", supersedes_id=visit.id, **given)
    again.check("stranger")
    again.submit("stranger")
    assert (visit.stored()["state"], again.stored()["state"]) == ("superseded", "submitted")
    again.confirm()
    with bureau.open() as session:
        visits.approve_inspection(session, chief, again.id, now=bureau.clock())
    with pytest.raises(Invalid):
        Visit(bureau).create("stranger", supersedes_id=again.id, **given)


def test_a_cancelled_task_ends_the_grant_and_cannot_be_cancelled_twice(bureau: Office, campaign_id: str) -> None:
    task_id = give(bureau, campaign_id, "stranger", by="city")
    chief, foreign = bureau.who("chief"), bureau.who("stranger_chief")
    with bureau.open() as session:
        with pytest.raises(NotFound):
            cancel_task(session, foreign, task_id, "x", now=bureau.clock())
        cancel_task(session, chief, task_id, "计划调整", now=bureau.clock())
    assert [alive for _, _, alive in grants(bureau)] == [False]
    with bureau.open() as session, pytest.raises(TaskStep):
        assert session.get_one(Task, task_id).state == "cancelled"
        cancel_task(session, chief, task_id, "x", now=bureau.clock())
    with pytest.raises(Invalid):  # and the place is out of reach again
        Visit(bureau).create("stranger", lead_officer_id=bureau.people["stranger"])
