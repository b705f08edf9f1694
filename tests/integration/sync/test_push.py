"""Receiving operations (P1–P19): once and only once, in order, whatever the network and other phones do."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.accounts.commands import end_appointment, revoke_device
from server.accounts.models import Appointment, Device
from server.evidence.models import BlobLink
from server.kernel.audit import AuditEntry
from server.kernel.binding import Binding
from server.kernel.changes import EntityVersion, ScopeLog
from server.kernel.columns import canonical
from server.kernel.identity import SYSTEM
from server.kernel.ids import uuid7
from server.kernel.problems import Busy
from server.kernel.transaction import read, write
from server.registry.models import Premises
from server.sync import applying, ledger
from server.sync.models import DeviceStream, LedgerEntry, OpPayload
from tests.conftest import StandingClock
from tests.factories.people import PASSWORD, Client, sign_in
from tests.factories.phones import JSON, Lost, Op, Phone, premises
from tests.integration.sync.conftest import BAOTA, LUOCHUAN

PUSH = "/api/v1/sync/push"
ITEM = {"seq": 1, "op_id": "01a2107b-dbb2-7765-ae3e-a38b5dfd6ae3", "sha256": "0" * 64, "body": "{}"}


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [one["outcome"] for one in answer["results"]]


def slugs(answer: dict[str, Any]) -> list[str | None]:
    return [one["problem"]["type"].rpartition("/")[2] if "problem" in one else None for one in answer["results"]]


def send(device: Phone, ops: list[dict[str, Any]], **changes: Any) -> Any:
    body = {**device.batch(0), "ops": ops, **changes}
    return device.client.post(PUSH, data=json.dumps(body, ensure_ascii=False).encode(), headers=JSON)


def count(app: Flask, query: sa.Select[Any]) -> int:
    with app.app_context(), read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def stored(app: Flask, op: Op) -> LedgerEntry:
    with app.app_context(), read() as session:
        return session.scalars(sa.select(LedgerEntry).where(LedgerEntry.op_id == op.op_id, LedgerEntry.is_first)).one()


def kept_bytes(app: Flask, op_id: str) -> set[str]:
    with app.app_context(), read() as session:
        rows = session.scalars(sa.select(OpPayload).where(OpPayload.op_id == op_id))
        return {zlib.decompress(row.deflated).decode("utf-8", "surrogatepass") for row in rows}


def test_p8_the_same_batch_again_changes_nothing(app: Flask, zhang: Phone) -> None:
    id = zhang.create("premises", premises("样例市场"))
    zhang.patch(id, base=1, name="样例市场（北）")
    batch = zhang.batch()
    assert outcomes(zhang.push()) == ["applied", "applied"]
    again = send(zhang, batch["ops"]).get_json()
    assert outcomes(again) == ["duplicate"] * 2
    assert [one["first_outcome"] for one in again["results"]] == ["applied"] * 2
    assert [one["version"] for one in again["results"]] == [1, 2] and again["last_seq"] == 2
    assert count(app, sa.select(EntityVersion).where(EntityVersion.entity_id == id)) == 2
    assert count(app, sa.select(LedgerEntry)) == 2


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


def test_s02_the_same_identifier_with_other_content_keeps_both(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    first = zhang.outbox[0]
    zhang.push()
    other = zhang.put(first.body.replace("甲", "乙"), op_id=first.op_id)
    answer = zhang.push()
    assert (outcomes(answer), slugs(answer)) == (["rejected"], ["op_reuse"])
    assert kept_bytes(app, first.op_id) == {first.body, other.body}
    at_the_same_number = send(zhang, [{**other.wire, "seq": 1, "body": first.body.replace("甲", "丙")}]).get_json()
    assert slugs(at_the_same_number) == ["op_reuse"] and len(kept_bytes(app, first.op_id)) == 3
    assert count(app, sa.select(AuditEntry).where(AuditEntry.action == "sync.op_reuse")) == 2


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


def test_s07_holes_are_named_and_nothing_is_applied_out_of_order(zhang: Phone) -> None:
    for name in "甲乙丙":
        zhang.create("premises", premises(name))
    wires = [op.wire for op in zhang.outbox]
    for late in (wires[2:], wires[1:], [wires[0], wires[2]]):
        answer = send(zhang, late).get_json()
        assert (answer["outcome"], answer["results"], answer["last_seq"]) == ("gap", [], 0)
    assert outcomes(zhang.push()) == ["applied"] * 3


def test_p10_a_hole_in_an_open_stream(zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    zhang.create("premises", premises("乙"))
    zhang.create("premises", premises("丙"))
    answer = send(zhang, [zhang.outbox[1].wire]).get_json()
    assert (answer["outcome"], answer["last_seq"]) == ("gap", 1)


def test_s09_a_copied_phone_forks_recovers_and_loses_nothing(app: Flask, zhang: Phone) -> None:
    first = zhang.create("premises", premises("共同"))
    zhang.push()
    clone = Phone(zhang.client)
    clone.epoch, clone.kept, clone.last_acked, clone.minted = zhang.epoch, list(zhang.kept), zhang.last_acked, 1
    mine, theirs = zhang.create("premises", premises("原机")), clone.create("premises", premises("克隆机"))
    zhang.push()
    assert clone.push()["outcome"] == "fork"
    assert clone.incarnation == 2
    assert outcomes(clone.push()) == ["duplicate", "applied"]
    zhang.create("premises", premises("原机再写"))
    assert zhang.push()["outcome"] == "accepted", "the first stream goes on"
    zhang.sync()
    assert {first, mine, theirs} <= set(zhang.base)
    assert sign_in(app, "zhang", device_id=zhang.device_id).device_id == zhang.device_id
    assert count(app, sa.select(AuditEntry).where(AuditEntry.action == "sync.fork")) == 1


def test_p10_a_copied_phone_is_found_by_what_it_remembers(zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    assert send(zhang, [], last_acked=[1, uuid7()]).get_json()["outcome"] == "fork"
    assert send(zhang, [], last_acked=[2, uuid7()]).get_json()["outcome"] == "reset"
    assert send(zhang, [], epoch=(zhang.epoch or 0) + 1).get_json()["outcome"] == "reset"


def test_p9_an_incarnation_is_exactly_the_next(zhang: Phone) -> None:
    zhang.push()
    assert send(zhang, [], incarnation=3).get_json()["outcome"] == "reset"
    answer = send(zhang, [], incarnation=2).get_json()
    assert (answer["outcome"], answer["incarnation"], answer["last_seq"]) == ("accepted", 2, 0)
    assert send(zhang, [], incarnation=3).get_json()["outcome"] == "accepted"
    assert send(zhang, [], incarnation=1).get_json()["incarnation"] == 3


def test_sign_in_tells_how_far_the_stream_came(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    again = app.test_client().post("/api/v1/auth/sessions", json={
        "username": "zhang", "password": PASSWORD,
        "device": {"id": zhang.device_id, "name": "样机", "platform": "test"}})
    assert again.get_json()["device"] == {"id": zhang.device_id, "incarnation": 1, "last_seq": 1}


def test_p6_a_session_speaks_for_its_own_device(zhang: Phone, wang: Phone) -> None:
    answer = send(zhang, [], device_id=wang.device_id)
    assert (answer.status_code, answer.get_json()["type"]) == (403, "/problems/wrong_device")


def test_s12_work_of_another_person_is_held(app: Flask, zhang: Phone, wang: Phone) -> None:
    zhang.create("premises", premises("张的"))
    answer = send(wang, [zhang.outbox[0].wire]).get_json()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"], ["wrong_actor"])
    assert count(app, sa.select(Premises)) == 0


def test_s25_a_captured_batch_from_another_phone_is_a_duplicate(app: Flask, zhang: Phone, wang: Phone) -> None:
    zhang.create("premises", premises("张的"))
    wire = zhang.outbox[0].wire
    zhang.push()
    assert outcomes(send(wang, [wire]).get_json()) == ["duplicate"]
    assert count(app, sa.select(Premises)) == 1
    assert count(app, sa.select(AuditEntry).where(AuditEntry.action == "sync.carried_by_another")) == 1


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


def test_s10_a_blocked_device_is_turned_away(app: Flask, zhang: Phone, clock: StandingClock) -> None:
    with app.app_context(), write() as session:
        revoke_device(session, SYSTEM, zhang.device_id, "blocked", "样例：被盗", now=clock())
    assert send(zhang, []).status_code == 401


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


def test_s05_an_exception_at_any_statement_leaves_the_whole_batch_or_nothing(app: Flask, zhang: Phone) -> None:
    """Fail at the first statement, then at the second, … until the batch passes; then it is there exactly once."""
    from server.extensions import db

    state = {"left": 0}
    id = zhang.create("premises", premises("甲"))
    zhang.patch(id, base=1, name="乙")
    with app.app_context():
        engine = db.engine

    def trip(*args: Any) -> None:
        state["left"] -= 1
        if state["left"] == 0:
            raise sa.exc.OperationalError("any", {}, Exception("sample failure"))

    for place in range(1, 400):
        state["left"] = place
        sa.event.listen(engine, "before_cursor_execute", trip)
        try:
            answer = send(zhang, zhang.batch()["ops"])
        finally:
            sa.event.remove(engine, "before_cursor_execute", trip)
        if answer.status_code == 200 and set(outcomes(answer.get_json())) == {"applied"}:
            break
        seen = count(app, sa.select(LedgerEntry))
        assert seen in (0, 2) and count(app, sa.select(EntityVersion).where(EntityVersion.entity_id == id)) == seen
    assert place > 20
    assert set(outcomes(zhang.push())) == {"duplicate"}
    assert count(app, sa.select(LedgerEntry)) == 2


def test_s11_a_session_that_ended_costs_nothing(app: Flask, zhang: Phone) -> None:
    for place in range(3):
        zhang.create("premises", premises(f"甲{place}"))
    assert zhang.client.open("DELETE", "/api/v1/auth/sessions/current").status_code == 204
    with pytest.raises(Lost, match="401"):
        zhang.push()
    assert len(zhang.outbox) == 3
    zhang.client = sign_in(app, "zhang", device_id=zhang.device_id)
    assert outcomes(zhang.push()) == ["applied"] * 3


def test_p19_a_heartbeat_tells_what_is_missing(app: Flask, zhang: Phone, clock: StandingClock) -> None:
    answer = send(zhang, [], minted=412, drafts={"count": 2, "oldest": "2026-11-24T01:00:00Z"}, clock={"offset_ms": -3})
    assert answer.get_json()["outcome"] == "accepted"
    with app.app_context(), read() as session:
        stream = session.scalars(sa.select(DeviceStream)).one()
        assert (stream.minted, stream.last_seq, stream.drafts, stream.last_ack_at) == (
            412, 0, {"count": 2, "oldest": "2026-11-24T01:00:00Z"}, clock())
        assert session.get_one(Device, zhang.device_id).last_seen_at == clock()


def test_gzip_is_understood(zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    packed = gzip.compress(json.dumps(zhang.batch()).encode())
    answer = zhang.client.post(PUSH, data=packed, headers={**JSON, "Content-Encoding": "gzip"})
    assert outcomes(answer.get_json()) == ["applied"]
    cut = zhang.client.post(PUSH, data=packed[:-9], headers={**JSON, "Content-Encoding": "gzip"})
    assert (cut.status_code, cut.get_json()["type"]) == (400, "/problems/truncated_body")
    bomb = zhang.client.post(PUSH, data=gzip.compress(b" " * 30_000_000), headers={**JSON, "Content-Encoding": "gzip"})
    assert bomb.status_code == 413
    other = zhang.client.post(PUSH, data=b"x", headers={**JSON, "Content-Encoding": "br"})
    assert other.status_code == 415


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"ops": [ITEM] * 501}, "/ops"), ({"ops": [{"seq": 0}]}, "/ops/0/seq"), ({"incarnation": 0}, "/incarnation"),
    ({"last_acked": [1]}, "/last_acked"), ({"extra": 1}, "/extra"), ({"epoch": "1"}, "/epoch"),
    ({"incarnation": 2**31}, "/incarnation"), ({"minted": True}, "/minted"), ({"drafts": []}, "/drafts"),
    ({"ops": {}}, "/ops"), ({"ops": [{**ITEM, "body": {}}]}, "/ops/0/body"), ({"device_id": "1"}, "/device_id")]


def test_a_malformed_batch_names_the_member(zhang: Phone) -> None:
    for changes, pointer in MALFORMED:
        answer = zhang.client.post(PUSH, json={**zhang.batch(), **changes})
        assert answer.status_code == 422, changes
        assert pointer in [one["pointer"] for one in answer.get_json()["errors"]]


def test_who_may_not_sync_is_turned_away(app: Flask, chief: Client) -> None:
    assert app.test_client().post(PUSH, json={}).status_code == 401
    assert chief.post(PUSH, json={}).status_code == 403


def test_division_of_the_carrier_is_noted(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    assert stored(app, zhang.kept[0]).division == BAOTA
    with app.app_context(), read() as session:
        assert ledger.payload(session, zhang.kept[0].op_id, stored(app, zhang.kept[0]).payload_sha256) \
            == zhang.kept[0].body
