"""What becomes of one operation (P1–P5, P13–P18): refused for good, held for a person, or in effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.accounts.commands import end_appointment, revoke_device
from server.accounts.models import Appointment
from server.evidence.models import BlobLink
from server.kernel.binding import Binding
from server.kernel.changes import ScopeLog
from server.kernel.columns import canonical
from server.kernel.identity import SYSTEM
from server.kernel.ids import uuid7
from server.kernel.problems import Busy
from server.kernel.transaction import read, write
from server.operations.fsck import fsck
from server.registry.models import Premises
from server.sync import applying
from server.sync.models import LedgerEntry
from tests.conftest import StandingClock
from tests.factories.people import Client
from tests.factories.phones import Lost, Phone, premises
from tests.integration.sync.answers import count, kept_bytes, outcomes, send, slugs, stored
from tests.integration.sync.conftest import LUOCHUAN


def test_p1_the_bytes_stay_as_they_came(app: Flask, zhang: Phone) -> None:
    id = zhang.create("premises", premises("衡鉴 ° \u2028 样例"))
    op = zhang.outbox[0]
    zhang.push()
    assert kept_bytes(app, op.op_id) == {op.body}
    assert stored(app, op).entity_id == id


def test_s24_a_body_that_can_never_apply_is_rejected_with_its_bytes(app: Flask, zhang: Phone) -> None:
    spoilt: list[Callable[[str], str]] = [
        lambda body: body.replace(":", ": ", 1), lambda body: body + " ", lambda body: "{}",
        lambda body: "不是 JSON", lambda body: body.replace('"create"', '"invent"')]
    for spoil in spoilt:
        zhang.create("premises", premises("样例市场"))
        op = zhang.outbox[0]
        op.body = spoil(op.body)
        zhang.create("premises", premises("后来的"))
        answer = zhang.push()
        assert outcomes(answer) == ["rejected", "applied"] and answer["last_seq"] == zhang.minted
        assert kept_bytes(app, op.op_id) == {op.body} and stored(app, op).problem is not None


def test_p1_an_operation_beyond_the_limit_is_rejected(zhang: Phone) -> None:
    zhang.put(canonical({"x": "y" * 270_000}))
    assert slugs(zhang.push()) == ["operation_too_large"]


def test_s21_bytes_without_their_digest_are_held(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("样例市场"))
    wire = {**zhang.outbox[0].wire, "sha256": "0" * 64}
    answer = send(zhang, [wire]).get_json()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"], ["hash_mismatch"])
    assert kept_bytes(app, wire["op_id"]) == {wire["body"]}
    assert count(app, sa.select(Premises)) == 0


def test_s06_one_bad_operation_leaves_the_others_alone(app: Flask, zhang: Phone) -> None:
    """Of a full batch two are wrong; nothing of them is left in tables or logs."""
    for place in range(60):
        zhang.create("premises", premises(f"样例{place}", **({"kind": "palace"} if place in (7, 33) else {})))
    answer = zhang.push()
    assert [place for place, outcome in enumerate(outcomes(answer)) if outcome == "rejected"] == [7, 33]
    assert outcomes(answer).count("applied") == 58
    assert count(app, sa.select(Premises)) == 58
    assert count(app, sa.select(ScopeLog).where(ScopeLog.entity == "premises")) == 58


def test_s12_work_of_another_person_is_held(app: Flask, zhang: Phone, wang: Phone) -> None:
    zhang.create("premises", premises("张的"))
    answer = send(wang, [zhang.outbox[0].wire]).get_json()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"], ["wrong_actor"])
    assert count(app, sa.select(Premises)) == 0


def test_s13_permission_that_is_gone_holds_the_work(app: Flask, zhang: Phone, clock: StandingClock) -> None:
    id = zhang.create("premises", premises("甲"))
    zhang.sync()
    zhang.patch(id, name="乙")
    zhang.create("premises", premises("丙"))
    stall = zhang.create("premises", premises("摊", parent_id=id, kind="stall", division=None))
    with app.app_context(), write() as session:
        held = session.scalars(sa.select(Appointment).where(Appointment.user_id == zhang.actor)).one()
        session.add(Appointment(id=uuid7(), user_id=zhang.actor, division=LUOCHUAN, role="inspector",
                                from_on=held.from_on, until_on=None, created_at=clock(), updated_at=clock()))
        end_appointment(session, SYSTEM, held.id, clock().date().replace(day=1), now=clock())
    answer = zhang.push()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"] * 3, ["scope"] * 3)
    assert answer["outcome"] == "accepted" and stall not in zhang.base
    zhang.sync()
    assert id not in zhang.base, "the scope is gone from the phone"
    assert len(zhang.kept) == 4, "its work is not"


def test_s10_a_revoked_device_hands_in_and_reads_nothing(app: Flask, zhang: Phone, clock: StandingClock) -> None:
    zhang.sync()
    zhang.create("premises", premises("迟到的"), blobs=[
        {"sha256": "a" * 64, "size": 1, "media_type": "image/jpeg", "role": "site"}])
    with app.app_context(), write() as session:
        revoke_device(session, SYSTEM, zhang.device_id, "upload_only", "样例：遗失", now=clock())
    answer = zhang.push()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"], ["device_held"])
    assert answer["heads"].keys() <= {"ref:divisions", "ref:checklists", "ref:rulebooks", "ref:campaigns"}
    with pytest.raises(Lost, match="403"):
        zhang.pull()
    assert count(app, sa.select(Premises)) == 0
    assert len(kept_bytes(app, zhang.kept[0].op_id)) == 1
    with app.app_context(), read() as session:
        link = session.scalars(sa.select(BlobLink)).one()
        assert (link.subject_kind, link.sha256) == ("operation", "a" * 64), "P17: its photo is still asked for"


def test_p16_dependants_of_a_refused_creation_are_held_with_it(zhang: Phone) -> None:
    market = zhang.create("premises", premises("", kind="market"))
    refused = zhang.outbox[0]
    zhang.write("patch", "premises", market, {"changes": [["name", "", "名"]]}, base=0)
    zhang.create("premises", premises("摊", parent_id=market, kind="stall", division=None))
    zhang.create("premises", premises("另一处"), depends_on=[refused.op_id])
    zhang.create("premises", premises("从未见过"), depends_on=[uuid7()])
    zhang.create("premises", premises("独立的"))
    answer = zhang.push()
    assert outcomes(answer) == ["rejected", *["quarantined"] * 4, "applied"]
    assert slugs(answer)[1:5] == ["dependency"] * 4


def test_s14_an_unknown_entity_and_a_wrong_one(zhang: Phone) -> None:
    id = zhang.create("premises", premises("甲"))
    zhang.write("patch", "premises", uuid7(), {"changes": [["name", "", "名"]]}, base=1)
    zhang.write("patch", "merchant", id, {"changes": [["name", "", "名"]]}, base=1)
    zhang.write("patch", "premises", id, {"changes": [["state", "active", "retired"]]}, base=1)
    zhang.write("delete", "premises", id, {"reason": "不要了"}, base=1)
    zhang.write("create", "officer", uuid7(), {"state": {}})
    zhang.write("append", "verification", uuid7(), {"parent": uuid7(), "state": {}})
    answer = zhang.push()
    assert outcomes(answer) == ["applied", *["rejected"] * 6]
    assert slugs(answer)[1:] == ["not_found", "wrong_entity", "not_patchable", "kind_not_allowed", "kind_not_allowed",
                                 "not_found"]


def test_an_assistant_may_not_write_the_ledger(helper: Phone) -> None:
    helper.create("premises", premises("甲"))
    answer = helper.push()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"], ["scope"])


def test_s27_clocks_order_nothing_and_refuse_nothing(zhang: Phone) -> None:
    for wall in ("1970-01-01T00:00:00Z", "2035-13-45", "", None, 17, {"deep": ["evidence"]}):
        zhang.create("premises", premises(f"钟{wall}"), captured={"wall": wall, "monotonic_ms": -1})
    assert set(outcomes(zhang.push())) == {"applied"}


def test_p14_an_operation_that_breaks_the_server_is_held_after_the_third_time(
        app: Flask, zhang: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> int:
        raise ZeroDivisionError("样例")

    real = applying.bindings()
    monkeypatch.setattr(applying, "bindings", lambda: {**real, "merchant": Binding(create=broken)})
    zhang.create("premises", premises("前"))
    poison = zhang.write("create", "merchant", uuid7(), {"state": {}})
    zhang.create("premises", premises("后"))
    for _ in range(3):
        answer = send(zhang, zhang.batch()["ops"])
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert count(app, sa.select(LedgerEntry)) == 0 and count(app, sa.select(Premises)) == 0, "nothing is consumed"
    answer = zhang.push()
    assert (outcomes(answer), slugs(answer)) == (["applied", "quarantined", "applied"], [None, "server_error", None])
    assert kept_bytes(app, poison.op_id) == {poison.body}


@pytest.mark.parametrize("trouble", [Busy(), sa.exc.OperationalError("insert", {}, Exception("disk I/O error"))])
def test_p14_trouble_of_the_machine_consumes_nothing(app: Flask, zhang: Phone, monkeypatch: pytest.MonkeyPatch,
                                                     trouble: Exception) -> None:
    real, fail = applying.bindings(), [True]

    def sometimes(*args: Any, **kwargs: Any) -> int:
        if fail.pop() if fail else False:
            raise trouble
        create = real["premises"].create
        assert create is not None
        return create(*args, **kwargs)

    monkeypatch.setattr(applying, "bindings", lambda: {**real, "premises": Binding(create=sometimes)})
    zhang.create("premises", premises("甲"))
    assert send(zhang, zhang.batch()["ops"]).status_code == 503
    assert count(app, sa.select(LedgerEntry)) == 0
    assert outcomes(zhang.push()) == ["applied"]


def test_i6_what_was_refused_or_held_is_read_by_whoever_is_responsible(zhang: Phone, chief: Client,
                                                                       other_chief: Client) -> None:
    """Byte for byte, page by page, and by nobody of another county."""
    texts = ["不是 JSON", "{}", canonical({"schema": 2})]
    for text in texts:
        zhang.put(text)
    zhang.create("premises", premises("好的"))
    assert outcomes(zhang.push()) == ["rejected", "rejected", "quarantined", "applied"]
    first = chief.get("/api/v1/held-operations?limit=2").get_json()
    rest = chief.get(f"/api/v1/held-operations?limit=2&cursor={first['next']}").get_json()
    found = [*first["items"], *rest["items"]]
    assert ([one["seq"] for one in found], rest["next"]) == ([1, 2, 3], None)
    assert [chief.get(f"/api/v1/held-operations/{one['op_id']}").get_json()["body"] for one in found] == texts
    assert [one["seq"] for one in chief.get("/api/v1/held-operations?outcome=quarantined").get_json()["items"]] == [3]
    assert zhang.client.get(f"/api/v1/held-operations/{found[0]['op_id']}").status_code == 200
    assert other_chief.get("/api/v1/held-operations").get_json()["items"] == []
    assert other_chief.get(f"/api/v1/held-operations/{found[0]['op_id']}").status_code == 404
    assert chief.get(f"/api/v1/held-operations/{zhang.kept[3].op_id}").status_code == 404, "applied: not held"


def test_p13_a_gesture_of_several_parts_is_whole_or_leaves_nothing(app: Flask, zhang: Phone) -> None:
    """The second part is refused after the first was written: its rows, log and hash go back with it."""
    market, stall = uuid7(), premises("1号摊", kind="stall", division=None)
    for parent, id in ((uuid7(), uuid7()), (market, market)):
        zhang.write("create", "premises", id, {"state": premises("样例市场"), "parts": [
            {"entity": "premises", "id": uuid7(), "state": {**stall, "parent_id": parent}}]})
    assert outcomes(zhang.push()) == ["rejected", "applied"]
    assert count(app, sa.select(Premises)) == 2
    assert count(app, sa.select(ScopeLog).where(ScopeLog.entity == "premises")) == 2
    assert list(fsck(app)) == []
