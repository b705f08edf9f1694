"""Reads one line of JSON as strictly as the phone's twin does, and writes canonical JSON.

Only safe integers may be JSON numbers: every other number is text, so nothing can pass through binary floating point.
"""

from __future__ import annotations

import json
from typing import NoReturn

from server.metrology.problems import MetrologyProblem

MAX_LINE_BYTES = 16_384
MAX_BRACKETS = 64
MAX_SAFE_INTEGER = 2**53 - 1


def read_line(raw: bytes) -> object:
    if len(raw) > MAX_LINE_BYTES:
        raise MetrologyProblem("line_too_long")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise MetrologyProblem("line_not_utf8") from None
    return read(text)


def read(text: str) -> object:
    """Opening brackets are counted before parsing, so that depth is bounded the same way in both languages."""
    if text.count("{") + text.count("[") > MAX_BRACKETS:
        raise MetrologyProblem("json_too_deep")
    return read_document(text)


def read_document(text: str) -> object:
    """For text of our own, such as a rulebook, which may be as deep as it likes."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_int=_safe_integer,
            parse_float=_refuse_fraction,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError:
        raise MetrologyProblem("json_malformed") from None


def write(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise MetrologyProblem("json_duplicate_key")
    return unique


def _safe_integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_SAFE_INTEGER:
        raise MetrologyProblem("json_integer_too_large")
    return int(text)


def _refuse_fraction(_text: str) -> NoReturn:
    raise MetrologyProblem("json_number_not_integer")


def _refuse_constant(_text: str) -> NoReturn:
    raise MetrologyProblem("json_malformed")
