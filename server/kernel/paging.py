"""Keyset pages. The cursor is the last row's sort key, authenticated so that nobody can forge one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import marshmallow as ma
import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from server.kernel.columns import Instant
from server.kernel.fields import QueryCount, Text
from server.kernel.problems import BadCursor
from server.kernel.schema import Schema

T = TypeVar("T")
MAX_LIMIT = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items and the cursor of the next page, or None at the end."""

    items: list[T]
    next: str | None


class PageArguments(Schema):
    """Query arguments every list takes."""

    cursor = Text(max=400, load_default=None)
    limit = QueryCount(min=1, max=MAX_LIMIT, load_default=50)


def page_schema(item: type[ma.Schema], name: str) -> type[ma.Schema]:
    """The wire form of a page of `item`."""
    members = {"items": ma.fields.List(ma.fields.Nested(item), required=True),
               "next": ma.fields.String(required=True, allow_none=True)}
    return type(name, (Schema,), members)


def page(session: Session, query: sa.Select[Any], keys: tuple[Any, ...], cursor: str | None, limit: int) -> Page[Any]:
    """One page of a query of entities, ordered by `keys` (the last must be unique)."""
    if cursor:
        values = [_value(key, text) for key, text in zip(keys, _open(cursor, len(keys)), strict=True)]
        query = query.where(sa.tuple_(*keys) > sa.tuple_(*values))
    labelled = [key.label(f"page_key_{place}") for place, key in enumerate(keys)]
    rows = list(session.execute(query.add_columns(*labelled).order_by(*keys).limit(limit + 1)))
    shown, more = rows[:limit], len(rows) > limit
    return Page([row[0] for row in shown], _seal([_plain(v) for v in shown[-1][1:]]) if more else None)


def _plain(value: Any) -> Any:
    """A sort key in a cursor: a number or text."""
    return value if isinstance(value, int) else value.isoformat() if isinstance(value, date) else str(value)


def _value(key: Any, plain: Any) -> Any:
    """A sort key of a cursor as the column compares it: an instant is not the text Python prints for it."""
    if isinstance(key.type, Instant):
        return sa.literal(datetime.fromisoformat(plain), Instant())
    if isinstance(key.type, sa.Date):
        return sa.literal(date.fromisoformat(plain), sa.Date())
    return sa.literal(plain)


def _seal(values: list[Any]) -> str:
    text = _serializer().dumps(values)
    return text if isinstance(text, str) else text.decode()


def _open(cursor: str, width: int) -> list[Any]:
    try:
        values = _serializer().loads(cursor)
    except BadSignature as error:
        raise BadCursor() from error
    if not isinstance(values, list) or len(values) != width:
        raise BadCursor()
    return values


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="page-cursor")
