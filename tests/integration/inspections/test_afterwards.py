"""After signing: supplements, delivery, submitting again, superseding, withdrawing."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.campaigns.commands import CreateCampaign, NewTask, cancel_task, create_campaign, create_tasks
from server.campaigns.models import Task
from server.inspections import commands
from server.inspections.inputs import Comment
from server.inspections.models import Inspection, Supplement
from server.inspections.problems import (
    IdentifierReused,
    InspectionStep,
    NotLead,
    NotSupersedable,
    NotYourInspection,
    ReturnUnanswered,
)
from server.inspections.sync_binding import BINDINGS
from server.kernel import changes
from server.kernel.ids import uuid7
from server.kernel.problems import Invalid
from tests.factories.visits import Office, Visit

SAID = {"kind": "explanation", "text": "秤已于当日送检", "photos": [], "answers_comment": None}


def send_back(visit: Visit, path: str = "/checks/0") -> None:
    """What the review room does when it returns a record."""
    reviewer = visit.office.who("chief")
    with visit.office.open() as session:
        commands.return_inspection(session, reviewer, visit.id, [Comment(path, "请补充照片")], now=visit.office.clock())


def test_supplements_join_a_signed_visit_and_leave_the_facts(bureau: Office, handed_in: Visit) -> None:
    before = handed_in.stored()
    id = handed_in.append("supplement", "second", **{**SAID, "photos": ["f" * 64]})
    after = handed_in.stored()
    assert after == {**before, "updated_at": after["updated_at"]}
    with bureau.open() as session:
        assert session.get_one(Supplement, id).officer_id == bureau.people["second"]
        assert [row.version for row in changes.history(session, handed_in.id)][-1] == 4  # reviewers see a new version


def test_who_may_not_add_a_supplement(bureau: Office, handed_in: Visit) -> None:
    with pytest.raises(NotYourInspection):
        handed_in.append("supplement", "third", **SAID)
    with pytest.raises(Invalid):
        handed_in.append("supplement", "lead", **{**SAID, "text": ""})
    with pytest.raises(InspectionStep):
        Visit(bureau).create().append("supplement", "lead", **SAID)


def test_the_way_of_delivery_is_recorded(bureau: Office, handed_in: Visit) -> None:
    handed_in.append("delivery", "lead", method="shown", code=None)
    with pytest.raises(InspectionStep):
        Visit(bureau).create().append("delivery", "lead", method="shown", code=None)
    with pytest.raises(NotYourInspection):
        handed_in.append("delivery", "third", method="shown", code=None)


def test_a_return_is_answered_by_a_supplement(bureau: Office, handed_in: Visit) -> None:
    handed_in.append("supplement", "lead", **SAID)  # said before the return: it answers nothing
    bureau.clock.forward(minutes=5)  # type: ignore[attr-defined]
    send_back(handed_in)
    stored = handed_in.stored()
    assert stored["state"] == "returned" and stored["review_comments"][0]["path"] == "/checks/0"
    with pytest.raises(ReturnUnanswered):
        handed_in.step("resubmit")
    handed_in.append("supplement", "lead", **{**SAID, "answers_comment": "/checks/0"})
    with pytest.raises(NotYourInspection):
        handed_in.step("resubmit", "third")
    handed_in.step("resubmit", "second")
    assert handed_in.stored()["state"] == "submitted"
    assert handed_in.stored()["seal"] == stored["seal"]
    send_back(handed_in, "/statement")
    assert [one["path"] for one in handed_in.stored()["review_comments"]] == ["/checks/0", "/statement"]


def test_a_new_visit_supersedes_a_returned_one(bureau: Office, handed_in: Visit) -> None:
    send_back(handed_in)
    second = Visit(bureau).create(supersedes_id=handed_in.id)
    assert handed_in.stored()["state"] == "returned"  # only signing the new one retires the old
    second.check()
    second.submit()
    assert handed_in.stored()["state"] == "superseded"
    with pytest.raises(InspectionStep):
        handed_in.append("supplement", "lead", **SAID)
    with pytest.raises(NotSupersedable):
        Visit(bureau).create(supersedes_id=handed_in.id)
    with pytest.raises(NotSupersedable):
        Visit(bureau).create(supersedes_id=second.id, premises_id=bureau.stall_id)


def test_what_was_approved_meanwhile_is_superseded_by_the_next_approval(bureau: Office, handed_in: Visit) -> None:
    second = Visit(bureau).create(supersedes_id=handed_in.id)
    second.check()
    chief = bureau.who("chief")
    with bureau.open() as session:
        commands.approve_inspection(session, chief, handed_in.id, now=bureau.clock())
    second.submit()
    assert handed_in.stored()["state"] == "approved"
    with bureau.open() as session:
        commands.approve_inspection(session, chief, second.id, now=bureau.clock())
    assert handed_in.stored()["state"] == "superseded" and second.stored()["state"] == "approved"


def decided_elsewhere(session: Session, visit: Visit, state: str) -> Inspection:
    """The visit was read, and then another transaction decided about it; this one learns of it only by reading anew."""
    read = session.get_one(Inspection, visit.id)
    session.connection().execute(sa.text("UPDATE inspection SET state = :state WHERE id = :id"),
                                 {"state": state, "id": visit.id})
    return read  # whoever holds it keeps it in the session


def test_a_submission_sees_that_the_old_record_was_approved_just_now(bureau: Office, handed_in: Visit) -> None:
    second = Visit(bureau).create(supersedes_id=handed_in.id)
    second.check()
    lead, data = bureau.who("lead"), {"from": "open", "state": second.sealed()}
    with bureau.open() as session:
        _held = decided_elsewhere(session, handed_in, "approved")
        BINDINGS["inspection"].transition(session, lead, second.id, "submit", data, now=bureau.clock(), op_id=uuid7())
    assert (handed_in.stored()["state"], second.stored()["state"]) == ("approved", "submitted")


def test_an_approval_sees_that_the_old_record_was_retired_just_now(bureau: Office, handed_in: Visit) -> None:
    second = Visit(bureau).create(supersedes_id=handed_in.id)
    second.check()
    approve(handed_in)
    second.submit()
    chief = bureau.who("chief")
    with bureau.open() as session:
        before = changes.version_of(session, handed_in.id)
        _held = decided_elsewhere(session, handed_in, "superseded")
        commands.approve_inspection(session, chief, second.id, now=bureau.clock())
        assert changes.version_of(session, handed_in.id) == before  # retired once


def approve(visit: Visit) -> None:
    chief = visit.office.who("chief")
    with visit.office.open() as session:
        commands.approve_inspection(session, chief, visit.id, now=visit.office.clock())


def test_an_identifier_names_one_thing(bureau: Office, visit: Visit) -> None:
    with pytest.raises(IdentifierReused):
        visit.create()
    check = visit.check()
    visit.submit()
    state = {"inspection_id": visit.id, "division": bureau.division, **SAID}
    with pytest.raises(IdentifierReused):
        visit.run("lead", "supplement", "append", check, visit.id, state, body_sha256="0" * 64)


def test_a_child_names_its_parent(visit: Visit) -> None:
    visit.check()
    visit.submit()
    state = {"inspection_id": uuid7(), "division": "610602", **SAID}
    with pytest.raises(Invalid):
        visit.run("lead", "supplement", "append", uuid7(), visit.id, state, body_sha256="0" * 64)


@pytest.fixture
def task_id(bureau: Office) -> str:
    """A task for the market, given to the lead."""
    chief = bureau.who("chief")
    with bureau.open() as session:
        campaign = create_campaign(session, chief, CreateCampaign(
            "样例专项", "样例依据", ("market",), date(2026, 11, 1), date(2026, 12, 31)), now=bureau.clock())
        return create_tasks(session, chief, campaign.id, [NewTask(bureau.market_id, (bureau.people["lead"],),
                                                                  date(2026, 12, 1))], now=bureau.clock())[0].id


def state_of(bureau: Office, task_id: str) -> tuple[str, str | None]:
    with bureau.open() as session:
        task = session.get_one(Task, task_id)
        return task.state, task.inspection_id


def test_a_task_follows_its_visit(bureau: Office, task_id: str) -> None:
    visit = Visit(bureau).create(task_id=task_id)
    assert state_of(bureau, task_id) == ("in_progress", visit.id)
    with pytest.raises(NotLead):
        visit.step("withdraw", "second", note="x")
    visit.step("withdraw", note="走错了门")
    assert visit.stored()["state"] == "superseded"
    assert state_of(bureau, task_id) == ("open", None)
    again = Visit(bureau).create(task_id=task_id)
    again.check()
    again.submit()
    assert state_of(bureau, task_id) == ("done", again.id)
    with pytest.raises(InspectionStep):
        again.step("withdraw", note="zu spät")


def test_a_second_visit_for_the_same_task_is_kept(bureau: Office, task_id: str) -> None:
    first = Visit(bureau).create(task_id=task_id)
    other = Visit(bureau).create(task_id=task_id)
    assert state_of(bureau, task_id) == ("in_progress", first.id)
    other.step("withdraw", note="双方同时开始")
    assert state_of(bureau, task_id) == ("in_progress", first.id)


def test_a_cancelled_task_does_not_refuse_what_was_found(bureau: Office, task_id: str) -> None:
    chief = bureau.who("chief")
    with bureau.open() as session:
        cancel_task(session, chief, task_id, "计划调整", now=bureau.clock())
    visit = Visit(bureau).create(task_id=task_id)
    visit.check()
    visit.submit()
    assert visit.stored()["state"] == "submitted" and state_of(bureau, task_id)[0] == "cancelled"


def test_a_task_of_another_place_is_refused(bureau: Office, task_id: str) -> None:
    from server.registry.commands import create_premises
    from server.registry.inputs import NewPremises
    elsewhere = uuid7()
    chief = bureau.who("chief")
    with bureau.open() as session:
        create_premises(session, chief, NewPremises(id=elsewhere, kind="optician", name="样例眼镜店",
                                                    division="610602"), now=bureau.clock())
    with pytest.raises(Invalid):
        Visit(bureau).create(task_id=task_id, premises_id=elsewhere, venue_kind="optician")
