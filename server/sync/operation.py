"""One operation: the JSON text fixed on the phone, read strictly into a frozen value; one schema a kind.

The bytes are canonical (sorted keys, no insignificant white space, integers below 2⁵³) so that phone and server hash
the same thing for ever. An older schema is lifted step by step by `UPCASTS`; the stored bytes never change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma

from server.kernel import strict_json
from server.kernel.columns import canonical
from server.kernel.fields import Choice, Count, EntityId, FreeObject, Sha256, Text, items
from server.kernel.problems import Invalid, field_error
from server.kernel.schema import Schema, load
from server.sync.envelope import MAX_BODY_BYTES, MAX_INTEGER, SCHEMA_CURRENT
from server.sync.models import CHOICES
from server.sync.problems import NewerSchema, NotCanonical, OperationTooLarge

KINDS = ("create", "patch", "transition", "append", "delete", "resolve", "alias")
Upcast = Callable[[dict[str, Any]], dict[str, Any]]
# version → the pure function that lifts a body of that version to the next
UPCASTS: dict[int, Upcast] = {}


@dataclass(frozen=True)
class Operation:
    """What an inspector did, as the phone wrote it down."""

    schema: int
    kind: str
    entity: str
    id: str
    base: int | None
    actor: str
    data: Mapping[str, Any]
    captured: Mapping[str, Any]
    depends_on: Sequence[str] = ()
    blobs: Sequence[Mapping[str, Any]] = ()
    sha256: str = field(default="", compare=False)

    @property
    def parent(self) -> str | None:
        return self.data["parent"] if self.kind == "append" else None


class BlobSchema(Schema):
    """A file this operation names; it travels apart."""

    sha256 = Sha256(required=True)
    size = Count(max=MAX_INTEGER, required=True)
    media_type = Text(max=60, required=True)
    role = Text(max=40, required=True)


class BodySchema(Schema):
    """The members every kind has. `captured` is evidence of clocks and place: bounded, never judged here."""

    schema = Count(min=1, max=MAX_INTEGER, required=True)
    kind = Choice(KINDS, required=True)
    entity = Text(min=1, max=20, required=True)
    id = EntityId(required=True)
    base = Count(max=MAX_INTEGER, load_default=None, allow_none=True)
    depends_on = items(EntityId(), max=2000, load_default=list)
    actor = EntityId(required=True)
    captured = FreeObject(max_bytes=8000, required=True)
    blobs = items(ma.fields.Nested(BlobSchema), max=2000, load_default=list)
    data = ma.fields.Dict(required=True)


def _free(**kwargs: Any) -> FreeObject:
    return FreeObject(max_bytes=MAX_BODY_BYTES, **kwargs)


class PartSchema(Schema):
    """Another entity made in the same gesture: all of it or nothing."""

    entity = Text(min=1, max=20, required=True)
    id = EntityId(required=True)
    state = _free(required=True)


class CreateData(Schema):
    state = _free(required=True)
    parts = items(ma.fields.Nested(PartSchema), max=100, load_default=list)


class Change(ma.fields.Field[tuple[str, Any, Any]]):
    """`[field, from, to]`; a field is one top-level name."""

    default_error_messages = {"invalid": "must be [field, from, to]"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, Any, Any]:
        if not isinstance(value, list) or len(value) != 3 or not isinstance(value[0], str) \
                or not 1 <= len(value[0]) <= 60:
            raise self.make_error("invalid")
        return value[0], value[1], value[2]


class PatchData(Schema):
    changes = items(Change(), max=100, required=True)

    @ma.validates("changes")
    def _each_once(self, value: list[tuple[str, Any, Any]], **kwargs: Any) -> None:
        if not value or len({one[0] for one in value}) != len(value):
            raise ma.ValidationError("names at least one field, and each once")


class TransitionData(Schema):
    action = Text(min=1, max=40, required=True)
    from_ = Text(max=40, required=True, data_key="from", attribute="from")
    note = Text(max=2000, load_default=None, allow_none=True)
    state = _free(load_default=None, allow_none=True)
    parts = items(ma.fields.Nested(PartSchema), max=100, load_default=list)


class AppendData(Schema):
    parent = EntityId(required=True)
    state = _free(required=True)


class DeleteData(Schema):
    reason = Text(min=1, max=500, required=True)


class ResolveData(Schema):
    conflict = EntityId(required=True)
    choice = Choice(CHOICES, required=True)
    value = _free(load_default=None, allow_none=True)
    reason = Text(max=500, load_default=None, allow_none=True)


class AliasData(Schema):
    of = EntityId(required=True)


BODY = BodySchema()
DATA: dict[str, Schema] = {"create": CreateData(), "patch": PatchData(), "transition": TransitionData(),
                           "append": AppendData(), "delete": DeleteData(), "resolve": ResolveData(),
                           "alias": AliasData()}
NEEDS_BASE = ("patch", "transition", "delete")


def digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def parse(body: str, sha256: str = "") -> Operation:
    """The operation in this text, or the Problem that tells why it can never apply."""
    value = _canonical_object(body)
    loaded = load(BODY, _lifted(value))
    data = load(DATA[loaded["kind"]], loaded.pop("data"))
    if loaded["kind"] in NEEDS_BASE and loaded["base"] is None:
        raise Invalid(errors=[field_error("/base", "required", "the version that was seen")])
    return Operation(**loaded, data=data, sha256=sha256)


def _canonical_object(body: str) -> dict[str, Any]:
    if len(body) > MAX_BODY_BYTES or len(body.encode("utf-8", "surrogatepass")) > MAX_BODY_BYTES:
        raise OperationTooLarge(limit=MAX_BODY_BYTES)
    value = strict_json.parse(body.encode("utf-8", "surrogatepass"))
    if not isinstance(value, dict):
        raise Invalid(errors=[field_error("", "invalid", "must be an object")])
    if canonical(value) != body:
        raise NotCanonical()
    return value


def _lifted(value: dict[str, Any]) -> dict[str, Any]:
    """The body in the current schema. A newer one is held until this server understands it."""
    version = value.get("schema")
    if type(version) is not int or version < 1:
        raise Invalid(errors=[field_error("/schema", "invalid", "must be the number of a schema")])
    if version > SCHEMA_CURRENT:
        raise NewerSchema(schema=version, schema_current=SCHEMA_CURRENT)
    while version < SCHEMA_CURRENT:
        value = UPCASTS[version](value)
        version += 1
    return value
