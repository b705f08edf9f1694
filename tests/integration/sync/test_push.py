"""Receiving batches (P6–P12, P19): once and only once, in order, whatever the network and other phones do."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.accounts.models import Device
from server.kernel.audit import AuditEntry
from server.kernel.changes import EntityVersion
from server.kernel.ids import uuid7
from server.kernel.transaction import read
from server.registry.models import Premises
from server.sync import ledger
from server.sync.models import DeviceStream, LedgerEntry
from tests.conftest import StandingClock
from tests.factories.people import PASSWORD, Client, sign_in
from tests.factories.phones import JSON, Lost, Phone, premises
from tests.integration.sync.answers import PUSH, count, kept_bytes, outcomes, send, slugs, stored
from tests.integration.sync.conftest import BAOTA

ITEM = {"seq": 1, "op_id": "01a2107b-dbb2-7765-ae3e-a38b5dfd6ae3", "sha256": "0" * 64, "body": "{}"}


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


def test_s25_a_captured_batch_from_another_phone_is_a_duplicate(app: Flask, zhang: Phone, wang: Phone) -> None:
    zhang.create("premises", premises("张的"))
    wire = zhang.outbox[0].wire
    zhang.push()
    assert outcomes(send(wang, [wire]).get_json()) == ["duplicate"]
    assert count(app, sa.select(Premises)) == 1
    assert count(app, sa.select(AuditEntry).where(AuditEntry.action == "sync.carried_by_another")) == 1


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


def test_p15_whoever_lost_every_appointment_still_hands_in_what_is_unsent(app: Flask, chief: Client) -> None:
    """Nobody signed in is turned away with unsent work; without the permission to sync it is held, and nothing read."""
    assert app.test_client().post(PUSH, json={}).status_code == 401
    device = Phone(chief)
    device.create("premises", premises("主管的"))
    answer = device.push()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"], ["scope"])
    with pytest.raises(Lost, match="403"):
        device.pull()
    assert device.client.get(f"/api/v1/sync/hello?device_id={device.device_id}").status_code == 200


def test_division_of_the_carrier_is_noted(app: Flask, zhang: Phone) -> None:
    zhang.create("premises", premises("甲"))
    zhang.push()
    assert stored(app, zhang.kept[0]).division == BAOTA
    with app.app_context(), read() as session:
        assert ledger.payload(session, zhang.kept[0].op_id, stored(app, zhang.kept[0]).payload_sha256) \
            == zhang.kept[0].body
