"""Approving, returning, publishing: who may, on which version, and what keeps a record from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from server.kernel import changes
from server.kernel.ids import uuid7
from server.kernel.transaction import read
from server.registry.commands import add_verification
from server.registry.inputs import Certificate, NewVerification
from server.registry.models import Instrument, Verification
from server.review.queries import published_results
from tests.factories.people import Client
from tests.factories.visits import Office, Visit

Desk = Callable[[str], Client]


def record(desk: Desk, visit: Visit, who: str = "chief") -> dict[str, Any]:
    answer = desk(who).get(f"/api/v1/inspections/{visit.id}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def decide(desk: Desk, visit: Visit, who: str = "chief", decision: str = "approve", **more: Any) -> Any:
    body = {"decision": decision, "version": more.pop("version", None) or record(desk, visit)["version"], **more}
    return desk(who).post(f"/api/v1/inspections/{visit.id}/decisions", json=body)


def slug(answer: Any) -> str:
    return str(answer.get_json()["type"]).removeprefix("/problems/")


COMMENT = [{"path": "/checks/0/photos", "text": "铅封照片不清，请补拍"}]


def test_approving_moves_the_visit_and_names_the_version_seen(bureau: Office, desk: Desk, handed_in: Visit) -> None:
    seen = record(desk, handed_in)["version"]
    answer = decide(desk, handed_in)
    assert (answer.status_code, answer.get_json()["state"], answer.get_json()["version"]) == (201, "approved", seen + 1)
    after = record(desk, handed_in)
    assert after["decisions"][0]["version"] == seen and after["inspection"]["state"] == "approved"
    assert slug(decide(desk, handed_in)) == "inspection_step"


def test_neither_officer_nor_helper_reviews_the_visit(bureau: Office, desk: Desk, handed_in: Visit) -> None:
    from server.accounts.commands import Appoint, appoint
    from server.kernel.identity import SYSTEM
    with bureau.open() as session:
        for name in ("lead", "second", "third"):
            appoint(session, SYSTEM, bureau.people[name], Appoint("610602", "supervisor", date(2026, 1, 1)),
                    now=bureau.clock())
    for name in ("lead", "second"):
        assert (decide(desk, handed_in, name).status_code, slug(decide(desk, handed_in, name))) == (403, "four_eyes")
        assert slug(decide(desk, handed_in, name, "return", comments=COMMENT)) == "four_eyes"
        assert "four_eyes" in record(desk, handed_in, name)["obstacles"]
    shared = Visit(bureau).create()
    shared.check("third")
    shared.submit()
    assert slug(decide(desk, shared, "third")) == "four_eyes"
    assert decide(desk, handed_in, "third").status_code == 201


def test_whoever_left_the_visit_before_it_was_signed_does_not_review_it(bureau: Office, desk: Desk) -> None:
    from server.accounts.commands import Appoint, appoint
    from server.kernel.identity import SYSTEM
    with bureau.open() as session:
        appoint(session, SYSTEM, bureau.people["second"], Appoint("610602", "supervisor", date(2026, 1, 1)),
                now=bureau.clock())
    visit = Visit(bureau).create()
    visit.patch("second", statement="样例陈述")
    visit.patch("second", second_officer_id=bureau.people["third"])
    visit.check()
    visit.submit()
    visit.confirm("third", officer_id=bureau.people["third"])
    assert slug(decide(desk, visit, "second", "return", comments=COMMENT)) == "four_eyes"
    assert "four_eyes" in record(desk, visit, "second")["obstacles"]
    assert decide(desk, visit, "chief", "return", comments=COMMENT).status_code == 201
    visit.append("supplement", "lead", kind="explanation", text="补充说明", photos=[], answers_comment=None)
    visit.step("resubmit")
    assert "four_eyes" not in record(desk, visit, "chief")["obstacles"]  # who returned it may decide again
    assert slug(decide(desk, visit, "second")) == "four_eyes"


def test_who_else_may_not_decide(desk: Desk, handed_in: Visit) -> None:
    assert decide(desk, handed_in, "third").status_code == 403
    assert decide(desk, handed_in, "stranger_chief").status_code == 404
    assert desk("stranger_chief").get(f"/api/v1/inspections/{handed_in.id}").status_code == 404
    assert decide(desk, handed_in, "city").status_code == 201


def test_a_decision_on_an_old_version_is_refused(desk: Desk, handed_in: Visit) -> None:
    seen = record(desk, handed_in)["version"]
    handed_in.append("supplement", "lead", kind="explanation", text="补充说明", photos=[], answers_comment=None)
    stale = decide(desk, handed_in, version=seen)
    assert (stale.status_code, slug(stale), stale.get_json()["version"]) == (409, "stale_version", seen + 1)
    assert record(desk, handed_in)["inspection"]["state"] == "submitted"


def test_two_reviewers_at_once_make_one_decision(desk: Desk, handed_in: Visit) -> None:
    seen = record(desk, handed_in)["version"]
    assert decide(desk, handed_in, "chief", version=seen).status_code == 201
    assert slug(decide(desk, handed_in, "city", "return", version=seen, comments=COMMENT)) == "stale_version"


def test_an_unconfirmed_visit_is_not_approved_but_may_be_returned(bureau: Office, desk: Desk) -> None:
    visit = Visit(bureau).create()
    visit.check(photos=[])
    lone = [{**one, "blob_sha256": "b" * 64} for one in visit.signatures()]
    visit.submit(state=visit.sealed(lone))
    assert set(record(desk, visit)["obstacles"]) == {"awaiting_confirmation", "awaiting_evidence"}
    assert (decide(desk, visit).status_code, slug(decide(desk, visit))) == (409, "awaiting_confirmation")
    assert decide(desk, visit, decision="return", comments=COMMENT).status_code == 201


def test_missing_photos_bar_approval_unless_somebody_answers_for_it(bureau: Office, desk: Desk) -> None:
    from tests.factories.visits import submitted
    visit = submitted(bureau)
    assert slug(decide(desk, visit)) == "awaiting_evidence"
    assert slug(decide(desk, visit, accept_missing=True)) == "awaiting_evidence"  # and says why
    assert slug(decide(desk, visit, accept_missing=True, note="  ")) == "awaiting_evidence"
    assert decide(desk, visit, accept_missing=True, note="手机遗失，照片无法找回").status_code == 201
    assert record(desk, visit)["decisions"][0]["missing_blobs"] == ["a" * 64, "b" * 64]


def test_return_supplement_resubmit_approve(bureau: Office, desk: Desk, handed_in: Visit) -> None:
    assert slug(decide(desk, handed_in, decision="return")) == "invalid"
    assert decide(desk, handed_in, decision="return", comments=COMMENT).status_code == 201
    with bureau.open() as session:
        row = changes.current(session, handed_in.id)
        assert row is not None
        assert row.state["review_comments"] == [{**COMMENT[0], "at": "2026-11-25T02:20:00.000000Z",
                                                 "reviewer": bureau.people["chief"]}]
    handed_in.append("supplement", "lead", kind="late_photo", text="补拍铅封", photos=["a" * 64],
                     answers_comment="/checks/0/photos")
    handed_in.step("resubmit")
    assert decide(desk, handed_in).status_code == 201
    after = record(desk, handed_in)
    assert [one["decision"] for one in after["decisions"]] == ["return", "approve"]
    states = [change["to"] for version in after["history"] for change in version["changed"]
              if change["field"] == "state"]
    assert states == ["open", "submitted", "returned", "submitted", "approved"]


def test_bodies_that_are_wrong_name_the_field(desk: Desk, handed_in: Visit) -> None:
    place = f"/api/v1/inspections/{handed_in.id}/decisions"
    for body, pointer in [({"decision": "maybe", "version": 1}, "/decision"), ({"decision": "approve"}, "/version"),
                          ({"decision": "approve", "version": "3"}, "/version"),
                          ({"decision": "return", "version": 3, "comments": [{"path": "x", "text": "y"}]},
                           "/comments/0/path"),
                          ({"decision": "return", "version": 3, "comments": [{"path": "/x", "text": ""}]},
                           "/comments/0/text")]:
        answer = desk("chief").post(place, json=body)
        assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, pointer)


def test_approval_accepts_what_the_officers_read_off_certificates(bureau: Office, desk: Desk,
                                                                  handed_in: Visit) -> None:
    mine, foreign = pending(bureau, 0, "lead", date(2026, 10, 1)), pending(bureau, 1, "third", date(2026, 10, 2))
    assert decide(desk, handed_in).status_code == 201
    with bureau.open() as session:
        assert session.get_one(Verification, mine).state == "accepted"
        assert session.get_one(Verification, foreign).state == "pending"
        assert session.get_one(Instrument, bureau.scales[0]).certificate_number == "样例证0"


def pending(bureau: Office, scale: int, who: str, verified_on: date) -> str:
    id, identity = uuid7(), bureau.who(who)
    with bureau.open() as session:
        add_verification(session, identity, NewVerification(id, bureau.scales[scale], Certificate(
            f"样例证{scale}", verified_on, date(2027, 9, 30))), now=bureau.clock(), origin="field")
    return id


def publish(desk: Desk, visit: Visit, who: str = "chief", **more: Any) -> Any:
    body = {"wording": "抽查合格", "version": record(desk, visit)["version"], **more}
    return desk(who).post(f"/api/v1/inspections/{visit.id}/publication", json=body)


def test_only_what_is_approved_and_published_is_public(bureau: Office, desk: Desk, handed_in: Visit) -> None:
    scale = bureau.scales[0]
    assert slug(publish(desk, handed_in)) == "inspection_step"
    assert decide(desk, handed_in).status_code == 201
    assert public(bureau, scale) == []
    assert publish(desk, handed_in, "lead").status_code == 403
    assert publish(desk, handed_in, "stranger_chief").status_code == 404
    assert slug(publish(desk, handed_in, version=1)) == "stale_version"
    assert publish(desk, handed_in).status_code == 201
    (result,) = public(bureau, scale)
    assert (result.on, result.conclusion, result.wording) == (date(2026, 11, 25), "conforming", "抽查合格")
    assert set(vars(result)) == {"on", "conclusion", "screening", "reference", "wording",
                                 "published_at"}  # nobody is named
    assert public(bureau, bureau.scales[1]) == []
    assert slug(publish(desk, handed_in)) == "already_published"


def test_a_superseded_result_is_no_longer_public(bureau: Office, desk: Desk, handed_in: Visit) -> None:
    newer = Visit(bureau).create(supersedes_id=handed_in.id)
    newer.check(reading={"indication_I": "2505", "additional_dL": "4.5"})
    assert decide(desk, handed_in).status_code == publish(desk, handed_in).status_code == 201
    newer.submit()
    newer.confirm()
    assert decide(desk, newer).status_code == 201
    assert public(bureau, bureau.scales[0]) == []
    assert publish(desk, newer, wording="示值超差").status_code == 201
    assert [one.conclusion for one in public(bureau, bureau.scales[0])] == ["nonconforming"]


def public(bureau: Office, instrument_id: str) -> list[Any]:
    with bureau.app.app_context(), read() as session:
        return published_results(session, instrument_id)
