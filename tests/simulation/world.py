"""A small county in a bottle: model phones, the real server on a SQLite file, and a network that does its worst.

One seed drives everything. Faults: requests and answers lost, cut, repeated and delivered late; the server failing at
any statement; copied phones; the database restored from an older copy, announced or not; the desk editing meanwhile,
moving places between counties, granting single ones across them and ending the grants.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from server.extensions import db
from server.kernel.identity import SYSTEM
from server.kernel.problems import Problem
from server.kernel.transaction import write
from server.registry.commands import correct_premises
from server.registry.commands.sharing import share_premises
from server.registry.inputs import Correction
from server.sync import meta
from server.sync.commands import grant_scope, revoke_scope
from tests.conftest import StandingClock
from tests.factories.people import Client
from tests.factories.phones import Lost, Op, Phone, premises

BAOTA, LUOCHUAN = "610602", "610629"
NAMES = ("一", "二", "三", "四")


class Answer:
    """An answer that may have been cut on its way."""

    def __init__(self, answer: Any, cut: int | None = None) -> None:
        self.status_code, self.headers = answer.status_code, answer.headers
        self._raw = answer.get_data()[:cut]

    def get_data(self) -> bytes:
        found: bytes = self._raw
        return found

    def get_json(self) -> Any:
        try:
            return json.loads(self._raw)
        except ValueError as error:
            raise Lost("cut") from error


@dataclass
class Bottle:
    """The database file, its copies, and what was written by whom."""

    app: Flask
    clock: StandingClock
    template: Path
    clients: dict[str, Client]
    random: random.Random
    phones: list[Phone] = field(default_factory=list)
    written: dict[str, list[Op]] = field(default_factory=dict)
    copies: list[Path] = field(default_factory=list)
    late: list[tuple[Client, str, dict[str, Any]]] = field(default_factory=list)
    calm: bool = False
    restores: int = 0
    clones: int = 0
    faults: int = 0

    @property
    def file(self) -> Path:
        return Path(self.app.extensions["settings"].database_url.removeprefix("sqlite:///"))

    def start(self) -> None:
        self._replace(self.template)
        for name in ("zhang", "wang", "liu"):
            device = Phone(self.clients[name])
            device.transport = self._network(device)
            self.phones.append(device)

    def _replace(self, source: Path) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for end in ("-wal", "-shm"):
            self.file.with_name(self.file.name + end).unlink(missing_ok=True)
        shutil.copyfile(source, self.file)

    # the network

    def _network(self, device: Phone) -> Callable[[str, dict[str, Any]], Any]:
        def send(path: str, body: dict[str, Any]) -> Any:
            body = copy.deepcopy(body)
            fault = "none" if self.calm else self.random.choices(
                ("none", "request", "answer", "cut", "twice", "late", "broken"), (60, 8, 8, 6, 6, 6, 6))[0]
            self.faults += fault != "none"
            return self._deliver(device.client, path, body, fault)
        return send

    def _deliver(self, client: Client, path: str, body: dict[str, Any], fault: str) -> Any:
        if fault == "request":
            raise Lost("request")
        if fault == "broken":
            with self._failing():
                return Answer(client.post(path, json=body))
        answer = client.post(path, json=body)
        if fault == "answer":
            raise Lost("answer")
        if fault == "twice":
            answer = client.post(path, json=body)
        if fault == "late":
            self.late.append((client, path, body))
        return Answer(answer, self.random.randrange(len(answer.get_data())) if fault == "cut" else None)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """The server fails at some statement: the connection breaks, the disk is full."""
        left = [self.random.randrange(1, 60)]

        def trip(*args: Any) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise sa.exc.OperationalError("any", {}, Exception("sample failure"))

        with self.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", trip)
        try:
            yield
        finally:
            sa.event.remove(engine, "before_cursor_execute", trip)

    # what happens

    def step(self) -> None:
        self.clock.forward(minutes=1)
        acts: tuple[tuple[Callable[[], None], int], ...] = (
            (self._edit, 40), (self._push, 22), (self._pull, 20), (self._desk, 6), (self._share, 3), (self._late, 5),
            (self._copy, 4), (self._restore, 2), (self._clone, 1))
        act = self.random.choices([one for one, _ in acts], [weight for _, weight in acts])[0]
        try:
            act()
        except Lost:
            return

    def _note(self, device: Phone, op: Op) -> None:
        self.written.setdefault(device.device_id, []).append(op)

    def _edit(self) -> None:
        device = self.random.choice(self.phones)
        before = len(device.outbox)
        known = [id for id in self._visible(device) if self.random.random() < 0.8]
        if not known or self.random.random() < 0.25:
            division = LUOCHUAN if device.client is self.clients["liu"] else BAOTA
            device.create("premises", premises(self.random.choice(NAMES), division))
        elif self.random.random() < 0.15:
            id = self.random.choice(known)
            row = device.base.get(id)
            device.write("transition", "premises", id, {"action": self.random.choice(("close", "reopen")),
                                                        "from": device.view(id).get("state", "active")},
                         base=row.version if row else 0)
        else:
            changes = {"name": self.random.choice(NAMES), "walking_order": self.random.randrange(4),
                       "address": self.random.choice(NAMES), "position_no": self.random.choice(NAMES)}
            some = self.random.sample(sorted(changes), self.random.randrange(1, 4))
            device.patch(self.random.choice(known), **{name: changes[name] for name in some})
        for op in device.outbox[before:]:
            self._note(device, op)

    def _visible(self, device: Phone) -> list[str]:
        pending = [json.loads(op.body) for op in device.outbox]
        return sorted({id for id, row in device.base.items() if row.entity == "premises"}
                      | {body["id"] for body in pending if body["kind"] == "create"})

    def _push(self) -> None:
        self.random.choice(self.phones).push(self.random.choice((1, 3, 500)))

    def _pull(self) -> None:
        self.random.choice(self.phones).pull(self.random.choice((1, 3, 500)))

    def _desk(self) -> None:
        """The office renames a place, or moves it to the other county."""
        known = sorted({id for device in self.phones for id, row in device.base.items() if row.entity == "premises"})
        if not known:
            return
        move = {"division": self.random.choice((BAOTA, LUOCHUAN))} if self.random.random() < 0.4 else {}
        change = Correction(self.random.choice(known), move or {"name": self.random.choice(NAMES)})
        try:
            with self.app.app_context(), write() as session:
                correct_premises(session, SYSTEM, change, now=self.clock())
        except Problem:
            return  # a restore took the place away, or it is closed

    def _share(self) -> None:
        """A task grants a place to somebody of either county; or it closes, and the grants of the place end."""
        known = sorted({id for device in self.phones for id, row in device.base.items() if row.entity == "premises"})
        if not known:
            return
        place, user = self.random.choice(known), self.clients[self.random.choice(("zhang", "liu"))].user_id
        try:
            with self.app.app_context(), write() as session:
                if self.random.random() < 0.4:
                    revoke_scope(session, f"premises:{place}", "task", self.clock())
                else:
                    grant_scope(session, user, share_premises(session, place, self.clock()), "task", self.clock())
        except Problem:
            return  # a restore took the place away

    def _late(self) -> None:
        """An old request arrives after all; nobody hears the answer."""
        if self.late:
            client, path, body = self.late.pop(self.random.randrange(len(self.late)))
            client.post(path, json=body)

    def _copy(self) -> None:
        with self.app.app_context(), db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        target = self.file.with_name(f"copy-{len(self.copies)}")
        shutil.copyfile(self.file, target)
        self.copies.append(target)

    def _restore(self) -> None:
        if not self.copies:
            return
        self.restores += 1
        self._replace(self.random.choice(self.copies))
        if self.random.random() < 0.5:
            with self.app.app_context(), write() as session:
                meta.new_epoch(session, self.clock())

    def _clone(self) -> None:
        """A phone is copied with everything in it; both go on."""
        if len(self.phones) >= 5:
            return
        self.clones += 1
        original = self.random.choice(self.phones)
        clone = Phone(original.client)
        for name in ("epoch", "incarnation", "minted", "outbox", "kept", "last_acked", "base", "cursors", "seen"):
            setattr(clone, name, copy.deepcopy(getattr(original, name)))
        clone.transport = self._network(clone)
        self.phones.append(clone)

    def come_to_rest(self) -> None:
        """The faults end; every phone syncs until nothing changes any more."""
        self.calm = True
        for _ in range(2 + self.clones + self.restores):
            for device in self.phones:
                device.sync()
