"""The wire types: strict fields that refuse instead of coercing. Decimals stay the text that was typed."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[089ab][0-9a-f]{3}-[0-9a-f]{12}\Z", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
MAX_DIGITS = 30


class _Text(ma.fields.Field[str]):
    """Base of the fields whose wire form is a string."""

    default_error_messages = {"invalid": "must be text", "pattern": "is not in the expected form"}

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return self.checked(value)

    def checked(self, value: str) -> str:
        return value


class Text(_Text):
    """Text of `min` to `max` characters. Control characters other than tab and newline are refused, nothing is cut."""

    def __init__(self, *, max: int = 200, min: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=ma.validate.Length(min=min or None, max=max), **kwargs)

    def checked(self, value: str) -> str:
        for character in value:
            if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
                raise ma.ValidationError("contains a control character")
        return value


class Choice(_Text):
    """One of a fixed set of words."""

    def __init__(self, choices: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(validate=ma.validate.OneOf(choices), **kwargs)


class ExactDecimal(_Text):
    """A plain decimal as typed, trailing zeros kept; at most 30 digits (DESIGN §5)."""

    def checked(self, value: str) -> str:
        if len(value) > MAX_DIGITS + 2 or not _DECIMAL.match(value) or sum(c.isdigit() for c in value) > MAX_DIGITS:
            raise self.make_error("pattern")
        return value


class EntityId(_Text):
    """A lower-case UUID."""

    def checked(self, value: str) -> str:
        if not _UUID.match(value):
            raise self.make_error("pattern")
        return value


class Sha256(_Text):
    """A lower-case hexadecimal SHA-256."""

    def checked(self, value: str) -> str:
        if not _SHA256.match(value):
            raise self.make_error("pattern")
        return value


class DivisionCode(_Text):
    """Six digits of GB/T 2260."""

    def checked(self, value: str) -> str:
        if not re.match(r"[0-9]{6}\Z", value, re.ASCII):
            raise self.make_error("pattern")
        return value


class DateField(ma.fields.Field[date]):
    """A calendar date, YYYY-MM-DD, between 1900 and 2199."""

    default_error_messages = {"invalid": "must be a date such as 2026-11-23"}

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _DATE.match(value):
            raise self.make_error("invalid")
        try:
            found = date.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid") from error
        if not 1900 <= found.year <= 2199:
            raise self.make_error("invalid")
        return found


class InstantField(ma.fields.Field[datetime]):
    """An instant, RFC 3339 with an offset; kept in UTC."""

    default_error_messages = {"invalid": "must be an instant such as 2026-11-23T02:20:00Z"}

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if isinstance(value, datetime) else value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not _INSTANT.match(value):
            raise self.make_error("invalid")
        try:
            found = datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.make_error("invalid") from error
        if not 1900 <= found.year <= 2199:
            raise self.make_error("invalid")
        return found


class Count(ma.fields.Field[int]):
    """An integer between `min` and `max`; true, 1.0 and "1" are refused."""

    default_error_messages = {"invalid": "must be an integer", "range": "is out of range"}

    def __init__(self, *, min: int = 0, max: int = 2**53 - 1, **kwargs: Any) -> None:
        self.minimum, self.maximum = min, max
        super().__init__(metadata={"minimum": min, "maximum": max, **kwargs.pop("metadata", {})}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid")
        if not self.minimum <= value <= self.maximum:
            raise self.make_error("range")
        return value


class QueryCount(Count):
    """An integer in a query string: ASCII digits only."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, str) and re.match(r"-?[0-9]{1,16}\Z", value, re.ASCII):
            value = int(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Flag(ma.fields.Field[bool]):
    """true or false, nothing else."""

    default_error_messages = {"invalid": "must be true or false"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if type(value) is not bool:
            raise self.make_error("invalid")
        return value


class FreeObject(ma.fields.Field[dict[str, Any]]):
    """A JSON object whose shape another schema or rule checks; bounded in size."""

    default_error_messages = {"invalid": "must be an object", "size": "is too large"}

    def __init__(self, *, max_bytes: int = 20_000, **kwargs: Any) -> None:
        self.max_bytes = max_bytes
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        from server.kernel.columns import canonical

        if not isinstance(value, dict):
            raise self.make_error("invalid")
        if len(canonical(value)) > self.max_bytes:
            raise self.make_error("size")
        return value


def items(inner: Any, *, max: int = 100, **kwargs: Any) -> ma.fields.List[Any]:
    """A list of at most `max` items."""
    return ma.fields.List(inner, validate=ma.validate.Length(max=max), **kwargs)


OPENAPI_TYPES: tuple[tuple[type[ma.fields.Field[Any]], str, str | None], ...] = (
    (_Text, "string", None), (Text, "string", None), (Choice, "string", None), (ExactDecimal, "string", "decimal"),
    (EntityId, "string", "uuid"), (Sha256, "string", None), (DivisionCode, "string", None),
    (DateField, "string", "date"), (InstantField, "string", "date-time"), (Count, "integer", None),
    (QueryCount, "integer", None), (Flag, "boolean", None), (FreeObject, "object", None))
