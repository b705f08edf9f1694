"""A model phone: outbox, kept operations, base and cursors, speaking the real wire. The oracle of the sync tests."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from server.kernel.columns import canonical
from server.kernel.ids import uuid7
from tests.factories.people import Client, sign_in

JSON = {"Content-Type": "application/json"}


class Lost(Exception):
    """The network ate a request or an answer."""


@dataclass
class Op:
    """One operation as the phone stores it: bytes that never change; `seq` is given anew after a recovery."""

    op_id: str
    body: str
    seq: int = 0
    outcome: str | None = None
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def wire(self) -> dict[str, Any]:
        return {"seq": self.seq, "op_id": self.op_id, "body": self.body,
                "sha256": hashlib.sha256(self.body.encode()).hexdigest()}


@dataclass
class Row:
    """What the phone holds of an entity, and in which of its scopes."""

    entity: str
    version: int
    state: dict[str, Any]
    scopes: set[str]
    home: str = ""


@dataclass
class Page:
    """A pulled page, whole."""

    header: dict[str, Any]
    lines: list[dict[str, Any]]
    footer: dict[str, Any]


Transport = Callable[[str, dict[str, Any]], Any]


class Phone:
    """One person's phone."""

    def __init__(self, client: Client) -> None:
        self.client, self.device_id, self.actor = client, client.device_id, client.user_id
        self.epoch: int | None = None
        self.incarnation = 1
        self.minted = 0
        self.outbox: list[Op] = []
        self.kept: list[Op] = []
        self.last_acked: list[Any] | None = None
        self.base: dict[str, Row] = {}
        self.cursors: dict[str, int] = {}
        self.seen: dict[str, list[Any]] = {}
        self.recoveries = 0
        self.transport: Transport = self._post

    # what an inspector does

    def write(self, kind: str, entity: str, id: str, data: dict[str, Any], **more: Any) -> Op:
        """Fix one operation in the outbox."""
        body = {"schema": 1, "kind": kind, "entity": entity, "id": id, "base": more.pop("base", None),
                "depends_on": [], "actor": self.actor, "blobs": [], "data": data,
                "captured": {"wall": "2026-11-25T10:20:00.000+08:00", "tz_offset_minutes": 480, "monotonic_ms": 812345,
                             "session": "s1"}, **more}
        return self.put(canonical(body))

    def put(self, body: str, op_id: str | None = None) -> Op:
        self.minted += 1
        op = Op(op_id or uuid7(), body, self.minted)
        self.outbox.append(op)
        return op

    def create(self, entity: str, state: dict[str, Any], **more: Any) -> str:
        id = more.pop("id", None) or uuid7()
        self.write("create", entity, id, {"state": state}, **more)
        return id

    def patch(self, id: str, base: int | None = None, **changes: Any) -> Op:
        """Change fields as seen on the screen: base plus the own pending operations."""
        row, seen = self.base.get(id), self.view(id)
        return self.write("patch", row.entity if row else "premises", id,
                          {"changes": [[name, seen.get(name), value] for name, value in sorted(changes.items())]},
                          base=base if base is not None else row.version if row else 0)

    def view(self, id: str) -> dict[str, Any]:
        """The state with the pending operations folded in."""
        state = dict(self.base[id].state) if id in self.base else {}
        for op in self.outbox:
            body = json.loads(op.body)
            if body["id"] == id and body["kind"] == "create":
                state = {**body["data"]["state"], **state}
            elif body["id"] == id and body["kind"] == "patch":
                state.update({name: after for name, _, after in body["data"]["changes"]})
        return state

    # what the app does when there is a network

    def push(self, most: int = 500) -> dict[str, Any]:
        """Send the oldest of the outbox and take in the answer."""
        answer = self.transport("/api/v1/sync/push", self.batch(most))
        if answer.status_code != 200:
            raise Lost(answer.status_code)
        found: dict[str, Any] = answer.get_json()
        self.take(found)
        return found

    def batch(self, most: int = 500) -> dict[str, Any]:
        return {"device_id": self.device_id, "incarnation": self.incarnation, "epoch": self.epoch,
                "last_acked": self.last_acked, "minted": self.minted, "drafts": {"count": 0}, "clock": {},
                "ops": [op.wire for op in self.outbox[:most]]}

    def take(self, answer: dict[str, Any]) -> None:
        if answer["outcome"] in ("fork", "reset"):
            self.recover(answer["epoch"], answer["incarnation"])
            return
        self.epoch = answer["epoch"]
        told = {result["op_id"]: result for result in answer["results"]}
        for op in [one for one in self.outbox if one.op_id in told]:
            op.result = told[op.op_id]
            op.outcome = op.result.get("first_outcome", op.result["outcome"])
            self.last_acked = [op.seq, op.op_id]
            self.outbox.remove(op)
            self.kept.append(op)

    def recover(self, epoch: int, newest: int) -> None:
        """The one rule for every anomaly: the next incarnation, an empty base, all that was kept, in its old order."""
        self.recoveries += 1
        self.epoch, self.incarnation, self.last_acked = epoch, newest + 1, None
        self.outbox, self.kept = [*self.kept, *self.outbox], []
        for place, op in enumerate(self.outbox, start=1):
            op.seq = place
        self.minted = len(self.outbox)
        self.base, self.cursors, self.seen = {}, {}, {}

    def pull(self, limit: int = 500) -> Page:
        """Fetch and apply one page."""
        answer = self.transport("/api/v1/sync/pull", {
            "epoch": self.epoch, "cursors": self.cursors, "seen": self.seen, "last_acked": self.last_acked,
            "incarnation": self.incarnation, "limit": limit, "schema": 1})
        if answer.status_code != 200:
            raise Lost(answer.status_code)
        page = read_page(answer.get_data(), answer.headers.get("Content-Encoding"))
        self.apply(page)
        return page

    def apply(self, page: Page) -> None:
        """A page and its cursors in one step."""
        if page.header["reset"]:
            self.recover(page.header["epoch"], self.incarnation)
            return
        self.epoch = page.header["epoch"]
        for line in page.lines:
            self._apply(line)
        allowed = set(page.header["scopes"])
        for id, row in list(self.base.items()):
            row.scopes &= allowed
            if not row.scopes:
                del self.base[id]
        self.cursors, self.seen = page.footer["next"], page.footer["seen"]

    def _apply(self, line: dict[str, Any]) -> None:
        row = self.base.get(line["id"])
        if line["change"] == "upsert":
            if row is None:
                row = self.base[line["id"]] = Row(line["entity"], 0, {}, set())
            row.scopes.add(line["scope"])
            if line["version"] >= row.version:
                row.version, row.state = line["version"], line["state"]
        elif row is not None:
            row.scopes.discard(line["scope"])
            if not row.scopes or line["change"] == "tombstone":
                self.base.pop(line["id"])

    def sync(self, limit: int = 500) -> None:
        """Push until the outbox is empty, then pull until nothing is left."""
        for _ in range(200):
            if self.outbox:
                self.push()
            elif not self.pull(limit).footer["more"] and not self.outbox:
                return
        raise AssertionError("the phone does not come to rest")

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(path, data=json.dumps(body, ensure_ascii=False).encode(), headers=JSON)


def read_page(raw: bytes, coding: str | None = None) -> Page:
    """A page, or nothing when its footer is missing or its count is wrong."""
    text = (gzip.decompress(raw) if coding == "gzip" else raw).decode(errors="replace")
    lines = text.split("\n")
    if not text.endswith("\n") or len(lines) < 3:
        raise Lost("no footer")
    found = [json.loads(line) for line in lines[:-1]]
    if not found[0].get("header") or not found[-1].get("footer") or found[-1]["count"] != len(found) - 2:
        raise Lost("no footer")
    return Page(found[0], found[1:-1], found[-1])


def phone(app: Flask, username: str, device_id: str | None = None) -> Phone:
    """A phone of this person, freshly signed in."""
    return Phone(sign_in(app, username, device_id=device_id))


def scope_hash(rows: dict[str, Row], scope: str, homes: dict[str, str]) -> str:
    """The XOR a phone keeps over what it holds of a scope."""
    found = 0
    for id, row in rows.items():
        if homes.get(id) == scope and scope in row.scopes:
            found ^= int.from_bytes(hashlib.sha256(f"{id}:{row.version}".encode()).digest()[:8], "big")
    return format(found, "016x")


def premises(name: str, division: str = "610602", **more: Any) -> dict[str, Any]:
    """The wire state of a venue as a phone makes it."""
    return {"parent_id": None, "kind": "market", "name": name, "position_no": None, "walking_order": 0,
            "merchant_id": None, "division": division, "address": "", "position": None, "origin": "field",
            "state": "active", **more}
