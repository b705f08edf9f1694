"""Strict schemas: unknown keys are refused, and what is loaded is a frozen dataclass where `Meta.into` names one."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from server.kernel.problems import Invalid, field_error


class Schema(ma.Schema):
    """Base of every schema. `class Meta: into = SomeDataclass` makes load() return it."""

    class Meta:
        unknown = ma.RAISE
        ordered = True

    @ma.post_load
    def _into(self, data: dict[str, Any], **kwargs: Any) -> Any:
        into = getattr(self.Meta, "into", None)
        return into(**data) if into and not self.partial else data

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"unknown": ma.RAISE, **kwargs})


def load(schema: ma.Schema | type[ma.Schema], value: Any, **kwargs: Any) -> Any:
    """Load, or raise the Invalid problem that names each field by JSON Pointer."""
    made = schema() if isinstance(schema, type) else schema
    try:
        return made.load(value, **kwargs)
    except ma.ValidationError as error:
        raise Invalid(errors=pointers(error.messages)) from error


def pointers(messages: Any, prefix: str = "") -> list[dict[str, str]]:
    """marshmallow's nested messages as a flat list of JSON Pointers, at most a hundred."""
    found: list[dict[str, str]] = []
    if isinstance(messages, dict):
        for key, inner in messages.items():
            step = "" if key == ma.exceptions.SCHEMA else "/" + str(key)[:100].replace("~", "~0").replace("/", "~1")
            found += pointers(inner, prefix + step)
            if len(found) >= 100:
                break
    elif isinstance(messages, list):
        for message in messages:
            found += pointers(message, prefix)
    else:
        found.append(field_error(prefix or "", "invalid", str(messages)[:200]))
    return found[:100]
