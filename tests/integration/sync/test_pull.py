"""What changed (P20–P29): whole pages, own scopes only, every entity at its newest, and a restore is noticed."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.campaigns.commands import CreateCampaign, NewTask, create_campaign, create_tasks, move_campaign
from server.kernel.changes import Scope, ScopeMark
from server.kernel.identity import SYSTEM
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write
from server.registry.commands import correct_premises
from server.registry.inputs import Correction
from server.sync import meta, pull
from server.sync.commands import grant_scope, revoke_scope
from tests.conftest import StandingClock
from tests.factories.phones import JSON, Lost, Phone, premises, read_page, scope_hash
from tests.integration.sync.conftest import BAOTA, LUOCHUAN

PULL = "/api/v1/sync/pull"
REFERENCE = ["ref:campaigns", "ref:checklists", "ref:divisions", "ref:rulebooks"]


def ask(device: Phone, **changes: Any) -> Any:
    body = {"epoch": device.epoch, "cursors": device.cursors, "seen": device.seen, "last_acked": device.last_acked,
            "limit": 500, "schema": 1, **changes}
    return device.client.post(PULL, data=json.dumps(body).encode(), headers=JSON)


def page(answer: Any) -> Any:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return read_page(answer.get_data(), answer.headers.get("Content-Encoding"))


def test_p21_a_person_receives_the_own_scopes_and_no_others(zhang: Phone, liu: Phone) -> None:
    baota, luochuan = zhang.create("premises", premises("宝塔")), liu.create("premises", premises("洛川", LUOCHUAN))
    zhang.sync()
    liu.sync()
    assert zhang.pull().header["scopes"] == sorted([f"division:{BAOTA}", *REFERENCE, f"user:{zhang.actor}"])
    assert baota in zhang.base and luochuan not in zhang.base and luochuan in liu.base and baota not in liu.base
    asked = page(ask(zhang, cursors={f"division:{LUOCHUAN}": 0, f"user:{liu.actor}": 0, "ref:secrets": 0}))
    assert not [line for line in asked.lines if LUOCHUAN in line["scope"]]
    assert "洛川" not in json.dumps([line for line in asked.lines if line["entity"] != "division"], ensure_ascii=False)


def test_p22_pages_of_any_size_bring_the_same(zhang: Phone, wang: Phone) -> None:
    ids = [zhang.create("premises", premises(f"样例{place}")) for place in range(12)]
    zhang.sync()
    for id in ids[::2]:
        zhang.patch(id, name="改过的")
    zhang.sync()
    whole = dict(zhang.base)
    for limit in (1, 2, 7):
        wang.base, wang.cursors, wang.seen = {}, {}, {}
        pages = 0
        while wang.pull(limit).footer["more"]:
            pages += 1
        assert pages >= len(whole) // limit - 1
        assert {id: (row.version, row.state) for id, row in wang.base.items()} \
            == {id: (row.version, row.state) for id, row in whole.items()}


def test_p22_an_entity_comes_once_however_often_it_changed(zhang: Phone) -> None:
    id = zhang.create("premises", premises("样例"))
    zhang.sync()
    for place in range(5):
        zhang.patch(id, name=f"第{place}次")
        zhang.sync()
    zhang.base, zhang.cursors, zhang.seen = {}, {}, {}
    lines = [line for line in zhang.pull().lines if line["id"] == id]
    assert [line["version"] for line in lines] == [6] and lines[0]["state"]["name"] == "第4次"


def test_p23_what_moves_away_leaves_one_phone_and_reaches_another(app: Flask, zhang: Phone, liu: Phone,
                                                                  clock: StandingClock) -> None:
    id = zhang.create("premises", premises("搬迁的市场"))
    zhang.sync()
    liu.sync()
    with app.app_context(), write() as session:
        correct_premises(session, SYSTEM, Correction(id, {"division": LUOCHUAN}), now=clock())
    changed = zhang.pull()
    assert [(line["change"], line["state"]) for line in changed.lines] == [("leave", None)]
    liu.sync()
    assert id not in zhang.base and liu.base[id].state["division"] == LUOCHUAN
    zhang.base, zhang.cursors, zhang.seen = {}, {}, {}
    assert LUOCHUAN not in [line["state"]["division"] for line in zhang.pull().lines
                            if line["state"] and line["entity"] == "premises"]


def test_p20_a_cut_answer_is_thrown_away_whole(zhang: Phone) -> None:
    for place in range(3):
        zhang.create("premises", premises(f"样例{place}"))
    zhang.push()
    answer = ask(zhang)
    raw = answer.get_data()
    for cut in (*range(0, len(raw), 97), len(raw) - 1):
        with pytest.raises(Lost):
            read_page(raw[:cut])
    assert read_page(raw).footer["count"] == len(read_page(raw).lines)
    assert ask(zhang).get_data().splitlines()[1:] == raw.splitlines()[1:], "asking again gives the same page"


def test_p24_a_page_tells_how_far_it_reflects_the_own_operations(zhang: Phone) -> None:
    assert zhang.pull().header["last_seq"] == 0
    zhang.create("premises", premises("甲"))
    zhang.push()
    assert (zhang.pull().header["last_seq"], zhang.incarnation) == (1, 1)


def test_p25_an_empty_pull_is_short_and_keeps_the_cursors(zhang: Phone) -> None:
    zhang.sync()
    before = dict(zhang.cursors)
    again = zhang.pull()
    assert (again.lines, again.footer["more"], again.footer["next"]) == ([], False, before)


def test_p26_a_restored_database_is_noticed_by_its_tag(app: Flask, zhang: Phone, clock: StandingClock) -> None:
    zhang.create("premises", premises("甲"))
    zhang.sync()
    scope = f"division:{BAOTA}"
    for seen, cursors, epoch, reason in (
            ({scope: [zhang.seen[scope][0], "deadbeef"]}, {}, zhang.epoch, "tag"),
            ({scope: [zhang.seen[scope][0] + 1, zhang.seen[scope][1]]}, {}, zhang.epoch, "tag"),
            ({f"user:{zhang.actor}": [3, "deadbeef"]}, {}, zhang.epoch, "tag"),
            ({}, {scope: 10_000}, zhang.epoch, "cursor"), ({}, {f"user:{zhang.actor}": 1}, zhang.epoch, "cursor"),
            ({}, {}, (zhang.epoch or 0) ^ 1, "epoch")):
        found = page(ask(zhang, seen=seen, cursors=cursors, epoch=epoch))
        assert (found.header["reset"], found.lines, found.footer["next"]) == (reason, [], {})
    for last_acked in ([1, uuid7()], [2, uuid7()]):
        assert page(ask(zhang, last_acked=last_acked)).header["reset"] == "stream"
    assert page(ask(zhang, seen={f"division:{LUOCHUAN}": [9, "deadbeef"]})).header["reset"] is None
    with app.app_context(), write() as session:
        meta.new_epoch(session, clock())
    assert page(ask(zhang)).header["reset"] == "epoch"


def test_p26_the_tag_is_of_the_head_and_not_of_the_cursor(app: Flask, zhang: Phone) -> None:
    for place in range(4):
        zhang.create("premises", premises(f"样例{place}"))
        zhang.push()
    found = zhang.pull(limit=1)
    with app.app_context(), read() as session:
        for scope, (head, tag) in found.footer["seen"].items():
            counter = session.get(Scope, scope)
            assert head == (counter.head if counter else 0)
            if counter:
                assert session.get_one(ScopeMark, (scope, head)).tag == tag


def test_p27_the_hash_is_what_a_phone_computes(zhang: Phone, wang: Phone) -> None:
    ids = [zhang.create("premises", premises(f"样例{place}")) for place in range(5)]
    zhang.sync()
    zhang.patch(ids[0], name="改过的")
    zhang.sync()
    wang.sync()
    footer = wang.pull().footer
    for scope in (f"division:{BAOTA}", "ref:divisions"):
        homes = {id: scope for id, row in wang.base.items() if scope in row.scopes}
        assert footer["hash"][scope] == scope_hash(wang.base, scope, homes) != "0" * 16


def test_p28_an_old_app_may_still_push(zhang: Phone) -> None:
    answer = ask(zhang, schema=0)
    assert (answer.status_code, answer.get_json()["schema_min_pull"]) == (426, 1)
    zhang.create("premises", premises("甲"))
    assert zhang.push()["results"][0]["outcome"] == "applied"


def test_p29_a_page_is_bounded_in_bytes(zhang: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(6):
        zhang.create("premises", premises(f"样例{place}"))
    zhang.push()
    monkeypatch.setattr(pull, "MAX_PAGE_BYTES", 600)
    sizes = []
    while True:
        found = zhang.pull()
        sizes.append(len(found.lines))
        if not found.footer["more"]:
            break
    assert max(sizes) <= 6 and len(sizes) > 4
    assert len([row for row in zhang.base.values() if row.entity == "premises"]) == 6


def test_gzip_only_when_it_was_asked_for(zhang: Phone) -> None:
    zhang.push()
    assert "Content-Encoding" not in ask(zhang).headers
    packed = zhang.client.post(PULL, json={"limit": 500, "schema": 1}, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Vary"] == "Accept-Encoding"
    assert read_page(packed.get_data(), "gzip").footer["count"] > 13


def test_a_granted_place_is_received_until_the_grant_ends(app: Flask, zhang: Phone, liu: Phone,
                                                          clock: StandingClock) -> None:
    """A task gives an inspector of another county exactly those premises, and later changes of them."""
    market, other = zhang.create("premises", premises("样例市场")), zhang.create("premises", premises("另一处"))
    zhang.sync()
    with app.app_context(), write() as session:
        campaign = create_campaign(session, SYSTEM, CreateCampaign(
            "样例行动", "样例依据", ("market",), clock().date(), clock().date()), now=clock())
        move_campaign(session, SYSTEM, campaign.id, "open", now=clock())
        task, = create_tasks(session, SYSTEM, campaign.id, [NewTask(market, (liu.actor,), clock().date())], now=clock())
        task_id = task.id
    liu.sync()
    assert market in liu.base and other not in liu.base
    stall = zhang.create("premises", premises("1号摊", parent_id=market, kind="stall", division=None))
    zhang.sync()
    liu.sync()
    assert liu.base[stall].scopes == {f"premises:{market}"}
    with app.app_context(), write() as session:
        revoke_scope(session, f"premises:{market}", task_id, clock())
    liu.sync()
    assert market not in liu.base and stall not in liu.base
    with app.app_context(), write() as session:
        grant_scope(session, liu.actor, f"premises:{market}", task_id, clock())
        grant_scope(session, liu.actor, f"premises:{market}", task_id, clock())
    liu.sync()
    assert market in liu.base and stall in liu.base


def test_hello(zhang: Phone) -> None:
    answer = zhang.client.get(f"/api/v1/sync/hello?device_id={zhang.device_id}&incarnation=1").get_json()
    assert answer | {"epoch": 0} == {
        "protocol": 1, "schema_current": 1, "schema_min_pull": 1, "epoch": 0, "missing_blobs": [], "more": False,
            "safe_until": None,
        "server_time": "2026-11-25T02:20:00.000000Z",
        "limits": {"ops": 500, "op_bytes": 262144, "request_bytes": 8_000_000, "lines": 1000}}
    assert zhang.push()["epoch"] == answer["epoch"]
    assert zhang.client.get(f"/api/v1/sync/hello?device_id={uuid7()}").status_code == 403


def test_no_log_row_is_skipped_or_given_twice(app: Flask, zhang: Phone) -> None:
    for place in range(4):
        zhang.create("premises", premises(f"样例{place}"))
        zhang.push()
    with app.app_context(), read() as session:
        for scope, head in session.execute(sa.select(Scope.name, Scope.head)):
            rows = session.scalars(sa.text("select seq from scope_log where scope = :scope order by seq"),
                                   {"scope": scope}).all()
            assert rows == list(range(1, head + 1))
