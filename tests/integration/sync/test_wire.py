"""Real sockets: the same batch from many connections at once, cut bodies, cut answers, readers beside writers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from server.kernel.changes import EntityVersion
from server.kernel.transaction import read
from server.sync.models import Conflict, LedgerEntry
from tests.conftest import StandingClock
from tests.factories.people import PASSWORD, sign_in, with_people
from tests.factories.phones import Phone, premises, read_page


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """The application on a real port, a thread a connection."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()


def token(app: Flask, device: Phone, username: str) -> str:
    answer = app.test_client().post("/api/v1/auth/sessions", json={
        "username": username, "password": PASSWORD, "grant": "token",
        "device": {"id": device.device_id, "name": "样机", "platform": "test"}})
    found: str = answer.get_json()["access_token"]
    return found


def call(port: int, secret: str, path: str, body: bytes) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", f"/api/v1/sync/{path}", body, {"Content-Type": "application/json",
                                                                  "Authorization": f"Bearer {secret}"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act` in `count` threads that start together."""
    gate = threading.Barrier(count)

    def run(place: int) -> Any:
        gate.wait()
        return act(place)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def rows(app: Flask, model: Any, *where: Any) -> int:
    with app.app_context(), read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def test_s01_the_same_batch_from_many_connections_takes_effect_once(app: Flask, zhang: Phone, port: int) -> None:
    ids = [zhang.create("premises", premises(f"样例{place}")) for place in range(5)]
    zhang.patch(ids[0], base=1, name="改过的")
    secret, body = token(app, zhang, "zhang"), encoded(zhang.batch())
    answers = at_once(16, lambda place: call(port, secret, "push", body))
    assert [status for status, _ in answers] == [200] * 16
    outcomes = sorted(tuple(one["outcome"] for one in json.loads(raw)["results"]) for _, raw in answers)
    assert outcomes == sorted([("applied",) * 6, *[("duplicate",) * 6] * 15])
    assert rows(app, LedgerEntry) == 6 and rows(app, EntityVersion, EntityVersion.entity == "premises") == 6


def test_s01_different_operations_for_one_number_leave_one(app: Flask, zhang: Phone, port: int) -> None:
    """Eight copies of one phone write at the same moment: one is taken, the others are told of the fork."""
    secret, batches = token(app, zhang, "zhang"), []
    for place in range(8):
        copy = Phone(zhang.client)
        copy.create("premises", premises(f"副本{place}"))
        batches.append(encoded(copy.batch()))
    answers = at_once(8, lambda place: json.loads(call(port, secret, "push", batches[place])[1]))
    assert sorted(one["outcome"] for one in answers) == ["accepted", *["fork"] * 7]
    assert rows(app, EntityVersion, EntityVersion.entity == "premises") == 1


def test_s03_a_request_cut_at_any_byte_consumes_nothing(app: Flask, zhang: Phone, port: int) -> None:
    zhang.create("premises", premises("样例市场"))
    secret, body = token(app, zhang, "zhang"), encoded(zhang.batch())
    head = (f"POST /api/v1/sync/push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {secret}\r\nContent-Length: {len(body)}\r\n\r\n").encode()
    for cut in range(0, len(body), 83):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(head + body[:cut])
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        assert rows(app, LedgerEntry) == 0
    assert json.loads(call(port, secret, "push", body)[1])["results"][0]["outcome"] == "applied"


def test_s03_an_answer_that_never_arrives_is_a_duplicate_next_time(app: Flask, zhang: Phone, port: int) -> None:
    zhang.create("premises", premises("样例市场"))
    secret, body = token(app, zhang, "zhang"), encoded(zhang.batch())
    head = (f"POST /api/v1/sync/push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {secret}\r\nContent-Length: {len(body)}\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head + body)
        connection.recv(12)
    answer = json.loads(call(port, secret, "push", body)[1])
    assert [(one["outcome"], one["first_outcome"]) for one in answer["results"]] == [("duplicate", "applied")]


def test_s30_a_reader_beside_writers_misses_nothing(app: Flask, zhang: Phone, wang: Phone, port: int,
                                                    clock: StandingClock) -> None:
    """Four phones write small batches while another pulls without pause; in the end it holds everything."""
    names = ["zhang", "writer0", "writer1", "writer2"]
    with_people(app, clock, {name: [("inspector", "610602")] for name in names[1:]})
    writers = [zhang, *(Phone(sign_in(app, name)) for name in names[1:])]
    secrets = [token(app, device, name) for device, name in zip(writers, names, strict=True)]
    reading, done = token(app, wang, "wang"), threading.Event()

    def write(place: int) -> list[str]:
        device, ids = writers[place], []
        for number in range(8):
            ids.append(device.create("premises", premises(f"{place}号{number}")))
            status, raw = call(port, secrets[place], "push", encoded(device.batch()))
            assert status == 200
            device.take(json.loads(raw))
        return ids

    def follow() -> None:
        is_last = False
        while not is_last:
            was_done = done.is_set()
            body = {"epoch": wang.epoch, "cursors": wang.cursors, "seen": wang.seen, "limit": 3, "schema": 1}
            page = read_page(call(port, reading, "pull", encoded(body))[1])
            wang.apply(page)
            is_last = was_done and not page.footer["more"]

    reader = threading.Thread(target=follow)
    reader.start()
    written = {id for ids in at_once(4, write) for id in ids}
    done.set()
    reader.join(120)
    assert not reader.is_alive()
    assert written <= set(wang.base) and len(written) == 32
    assert wang.recoveries == 0


def test_m4_everybody_on_one_field_at_once_leaves_one_value_and_the_others_in_conflict(
        app: Flask, zhang: Phone, port: int, clock: StandingClock) -> None:
    """No writer overwrites another, also where the database lets them merge side by side."""
    market = zhang.create("premises", premises("样例市场"))
    zhang.sync()
    names = [f"writer{place}" for place in range(6)]
    with_people(app, clock, {name: [("inspector", "610602")] for name in names})
    writers = [Phone(sign_in(app, name)) for name in names]
    secrets, batches = [token(app, one, name) for one, name in zip(writers, names, strict=True)], []
    for place, one in enumerate(writers):
        one.sync()
        one.patch(market, name=f"第{place}个名字")
        one.patch(market, position_no=f"{place}")
        batches.append(encoded(one.batch()))

    def deliver(place: int) -> list[str]:
        for _ in range(20):
            status, raw = call(port, secrets[place], "push", batches[place])
            if status == 200:
                return [one.get("first_outcome", one["outcome"]) for one in json.loads(raw)["results"]]
            assert status == 503, raw
        raise AssertionError("never received")

    told = at_once(6, deliver)
    assert sorted(outcome == "conflict" for outcome, _ in told) == [False, *[True] * 5]
    assert sorted(outcome == "conflict" for _, outcome in told) == [False, *[True] * 5]
    assert rows(app, EntityVersion, EntityVersion.entity_id == market) == 3
    assert rows(app, Conflict) == 10
