"""How the tests of sync send operations and read what was answered and stored."""

from __future__ import annotations

import json
import zlib
from typing import Any

import sqlalchemy as sa
from flask import Flask

from server.kernel.transaction import read
from server.sync.models import LedgerEntry, OpPayload
from tests.factories.phones import JSON, Op, Phone

PUSH = "/api/v1/sync/push"


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
