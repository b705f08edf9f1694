"""What carries operations: the strict forms of a push and of a pull, and how their bytes are read.

Telemetry (`drafts`, `clock`) is bounded but free in form: what a phone says of itself must never stop its work.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from flask import current_app, request

from server.kernel import strict_json
from server.kernel.fields import Count, EntityId, FreeObject, Sha256, Text, items
from server.kernel.http import read_body
from server.kernel.problems import TooLarge, TruncatedBody, UnsupportedType
from server.kernel.schema import Schema, load

PROTOCOL = 1
SCHEMA_CURRENT = 1
SCHEMA_MIN_PULL = 1
MAX_OPS = 500
MAX_BODY_BYTES = 262_144  # a visit of a large market is signed with hundreds of checks and photos
MAX_LINES = 1000
MAX_SCOPES = 400
MAX_INTEGER = 2**31 - 1  # the integer columns of PostgreSQL


@dataclass(frozen=True)
class Item:
    """One operation in transit: its place in the stream, its name, and the text that was fixed on the phone."""

    seq: int
    op_id: str
    sha256: str
    body: str
    signature: str | None


@dataclass(frozen=True)
class Push:
    """A batch of operations of one stream, or with none a heartbeat."""

    device_id: str
    incarnation: int
    epoch: int | None
    last_acked: tuple[int, str] | None
    minted: int
    drafts: Mapping[str, Any] | None
    clock: Mapping[str, Any] | None
    ops: Sequence[Item]


@dataclass(frozen=True)
class Pull:
    """What a phone has: a cursor a scope, the head and tag it saw last, and how much it wants."""

    epoch: int | None
    cursors: Mapping[str, int]
    seen: Mapping[str, tuple[int, str]]
    last_acked: tuple[int, str] | None
    incarnation: int | None
    snapshot_token: str | None
    limit: int
    schema: int


class Pair(ma.fields.Field[tuple[int, str]]):
    """`[integer, text]`: a sequence number and what stood there."""

    default_error_messages = {"invalid": "must be [number, text]"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[int, str]:
        if not isinstance(value, list) or len(value) != 2 or type(value[0]) is not int \
                or not isinstance(value[1], str) or len(value[1]) > 36 or not 0 <= value[0] <= MAX_INTEGER:
            raise self.make_error("invalid")
        return value[0], value[1]


def _by_scope(values: ma.fields.Field[Any]) -> ma.fields.Dict:
    return ma.fields.Dict(keys=Text(min=1, max=60), values=values, validate=ma.validate.Length(max=MAX_SCOPES),
                          load_default=dict)


class PushItemSchema(Schema):
    """{seq, op_id, sha256, body, signature?}"""

    seq = Count(min=1, max=MAX_INTEGER, required=True)
    op_id = EntityId(required=True)
    sha256 = Sha256(required=True)
    body = ma.fields.String(required=True)
    signature = Text(max=200, load_default=None, allow_none=True)

    class Meta:
        into = Item


class PushSchema(Schema):
    """The body of /sync/push."""

    device_id = EntityId(required=True)
    incarnation = Count(min=1, max=MAX_INTEGER, required=True)
    epoch = Count(max=MAX_INTEGER, load_default=None, allow_none=True)
    last_acked = Pair(load_default=None, allow_none=True)
    minted = Count(max=MAX_INTEGER, load_default=0)
    drafts = FreeObject(max_bytes=4000, load_default=None, allow_none=True)
    clock = FreeObject(max_bytes=4000, load_default=None, allow_none=True)
    ops = items(ma.fields.Nested(PushItemSchema), max=MAX_OPS, load_default=list)

    class Meta:
        into = Push


class PullSchema(Schema):
    """The body of /sync/pull. `snapshot_token` is taken and not needed: a cursor resumes a snapshot as well."""

    epoch = Count(max=MAX_INTEGER, load_default=None, allow_none=True)
    cursors = _by_scope(Count(max=MAX_INTEGER))
    seen = _by_scope(Pair())
    last_acked = Pair(load_default=None, allow_none=True)
    incarnation = Count(min=1, max=MAX_INTEGER, load_default=None, allow_none=True)
    snapshot_token = Text(max=200, load_default=None, allow_none=True)
    limit = Count(min=1, max=MAX_LINES, load_default=500)
    schema = Count(max=MAX_INTEGER, load_default=SCHEMA_CURRENT)

    class Meta:
        into = Pull


def read_push() -> Push:
    """The batch of this request, read whole before any lock is taken: a slow phone must not hold up the others."""
    found: Push = load(PushSchema, strict_json.parse(request_bytes()))
    return found


def read_pull() -> Pull:
    found: Pull = load(PullSchema, strict_json.parse(request_bytes()))
    return found


def request_bytes() -> bytes:
    """The JSON bytes of this request, inflated within the limit of a plain body."""
    if request.mimetype != "application/json":
        raise UnsupportedType("send application/json")
    raw = read_body()
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding == "identity":
        return raw
    if coding != "gzip":
        raise UnsupportedType("Content-Encoding: gzip or none", header="Content-Encoding")
    return inflate(raw, current_app.extensions["settings"].max_body_bytes)


def inflate(raw: bytes, limit: int) -> bytes:
    """One gzip member of at most `limit` bytes; nothing cut, nothing after it."""
    stream = zlib.decompressobj(wbits=31)
    try:
        found = stream.decompress(raw, limit + 1)
    except zlib.error as error:
        raise TruncatedBody("the gzip stream is damaged") from error
    if len(found) > limit:
        raise TooLarge(limit=limit)
    if not stream.eof or stream.unused_data:
        raise TruncatedBody("the gzip stream is cut or followed by something")
    return found
