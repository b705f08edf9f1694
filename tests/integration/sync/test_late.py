"""Late work of a phone that was blocked, or of somebody who left: kept for a person, and no way to look at anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.accounts.commands import revoke_device
from server.accounts.models import User
from server.kernel.audit import AuditEntry
from server.kernel.identity import SYSTEM
from server.kernel.permissions import access_of
from server.kernel.transaction import write
from server.registry.models import Premises
from server.sync import push
from server.sync.models import OpPayload
from tests.conftest import StandingClock
from tests.factories.people import Client
from tests.factories.phones import Phone, premises
from tests.integration.evidence.conftest import Sender, picture, sha256
from tests.integration.sync.answers import count, outcomes, send, slugs
from tests.integration.sync.conftest import BAOTA

Close = Callable[[Flask, Phone, StandingClock], str]
UUID = "00000000-0000-7000-8000-000000000009"


def blocked(app: Flask, phone: Phone, clock: StandingClock) -> str:
    with app.app_context(), write() as session:
        revoke_device(session, SYSTEM, phone.device_id, "blocked", "样例：被盗", now=clock())
    return "blocked"


def left(app: Flask, phone: Phone, clock: StandingClock) -> str:
    with app.app_context(), write() as session:
        session.get_one(User, phone.actor).state = "left"
    return "left"


@pytest.mark.parametrize("close", [blocked, left])
def test_p35_its_work_is_held_with_its_photo_and_nothing_of_it_takes_effect(
        app: Flask, zhang: Phone, chief: Client, clock: StandingClock, close: Close) -> None:
    zhang.sync()
    data = picture()
    zhang.create("premises", premises("迟到的"), blobs=[
        {"sha256": sha256(data), "size": len(data), "media_type": "image/jpeg", "role": "site"}])
    zhang.create("premises", premises("第二处"))
    why = close(app, zhang, clock)
    answer = zhang.push()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"] * 2, ["device_held"] * 2)
    assert (answer["last_seq"], answer["heads"]) == (2, {})
    assert count(app, sa.select(Premises)) == 0 and count(app, sa.select(OpPayload)) == 2
    held = chief.get(f"/api/v1/held-operations?division={BAOTA}").get_json()["items"]
    assert [one["problem"]["device_state"] for one in held] == [why, why]
    greeting = zhang.client.get(f"/api/v1/sync/hello?device_id={zhang.device_id}").get_json()
    assert greeting["missing_blobs"] == [sha256(data)]
    assert Sender(zhang.client).whole(data).status_code == 204
    assert chief.get(f"/api/v1/blobs/{sha256(data)}").status_code == 200
    again = send(zhang, [op.wire for op in zhang.kept]).get_json()
    assert outcomes(again) == ["duplicate"] * 2, "sent again, kept once"


@pytest.mark.parametrize("close", [blocked, left])
def test_p35_every_other_door_is_shut(app: Flask, zhang: Phone, clock: StandingClock, close: Close) -> None:
    zhang.sync()
    close(app, zhang, clock)
    asked = 0
    for rule in app.url_map.iter_rules():
        kind, _ = access_of(app.view_functions[rule.endpoint]) or app.extensions["open_endpoints"].get(
            rule.endpoint, ("signed_in", ""))
        if kind in ("public", "handing_in") or not rule.rule.startswith("/api/"):
            continue
        path = app.url_map.bind("localhost").build(
            rule.endpoint, {name: _sample(name) for name in rule.arguments})
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = zhang.client.open(method, path, json={})
            assert answer.status_code == 401, (method, path, answer.status_code)
            asked += 1
    assert asked > 60
    open_doors = {rule.rule for rule in app.url_map.iter_rules()
                  if (access_of(app.view_functions[rule.endpoint]) or ("", ""))[0] == "handing_in"}
    assert open_doors == {"/api/v1/sync/hello", "/api/v1/sync/push", "/api/v1/files", "/api/v1/files/<uuid:upload_id>"}


def _sample(name: str) -> Any:
    return "a" * 64 if name == "sha256" else UUID


def test_p35_without_its_secret_and_its_token_nothing_is_taken(app: Flask, zhang: Phone, wang: Phone,
                                                               clock: StandingClock) -> None:
    zhang.create("premises", premises("甲"))
    blocked(app, zhang, clock)
    bare = app.test_client().post("/api/v1/sync/push", json=zhang.batch())
    assert bare.status_code == 401
    forged = zhang.client.client.post("/api/v1/sync/push", json=zhang.batch(), headers={"X-CSRF-Token": "0" * 64})
    assert forged.status_code == 403
    assert send(zhang, [], device_id=wang.device_id).status_code == 403
    assert Sender(zhang.client).begin(picture()).status_code == 403, "a photo nobody asks for"
    clock.forward(days=400)
    assert send(zhang, []).status_code == 401, "a session that ran out hands in nothing"


def test_p36_a_day_takes_so_much_and_the_rest_comes_later(app: Flask, zhang: Phone, clock: StandingClock,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "MOST_HANDED_IN", 3)
    for place in range(4):
        zhang.create("premises", premises(f"甲{place}"))
    ops = [op.wire for op in zhang.outbox]
    blocked(app, zhang, clock)
    assert outcomes(send(zhang, ops[:2]).get_json()) == ["quarantined"] * 2
    full = send(zhang, ops[2:])
    assert (full.status_code, full.get_json()["type"]) == (429, "/problems/hand_in_limit")
    assert int(full.headers["Retry-After"]) > 0
    assert send(zhang, []).get_json()["last_seq"] == 2, "nothing was consumed, and the heartbeat is heard"
    clock.forward(hours=25)
    assert outcomes(send(zhang, ops[2:]).get_json()) == ["quarantined"] * 2
    monkeypatch.setattr(push, "MOST_HANDED_IN_BYTES", 10)
    zhang.create("premises", premises("乙"))
    assert send(zhang, [zhang.outbox[-1].wire]).status_code == 429


def test_p36_the_photos_of_a_day_are_bounded_too(app: Flask, zhang: Phone, clock: StandingClock,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = picture(), picture(8, 8)
    zhang.create("premises", premises("甲"), blobs=[
        {"sha256": sha256(data), "size": len(data), "media_type": "image/jpeg", "role": "site"}
        for data in (one, other)])
    blocked(app, zhang, clock)
    zhang.push()
    monkeypatch.setattr("server.evidence.commands.MOST_HANDED_IN_BYTES", len(one))
    assert Sender(zhang.client).whole(one).status_code == 204
    assert Sender(zhang.client).begin(other).status_code == 429
    clock.forward(hours=25)
    monkeypatch.setattr("server.evidence.commands.MOST_HANDED_IN_BYTES", len(other))
    assert Sender(zhang.client).whole(other).status_code == 204


def test_p33_a_phone_that_held_something_else_leaves_a_line(app: Flask, zhang: Phone) -> None:
    lines = sa.select(AuditEntry).where(AuditEntry.action == "sync.scope_hash")
    send(zhang, [], drafts={"count": 0, "hash_incidents": 1})
    send(zhang, [], drafts={"count": 0, "hash_incidents": 1})
    assert count(app, lines) == 1
    send(zhang, [], drafts={"count": 0, "hash_incidents": 2})
    assert count(app, lines) == 2
    for odd in ("2", -1, 2**40, None, True, [3]):
        assert send(zhang, [], drafts={"hash_incidents": odd}).status_code == 200
    assert count(app, lines) == 2
