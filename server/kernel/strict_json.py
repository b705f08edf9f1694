"""JSON from outside: UTF-8 without BOM, bounded depth, no duplicate keys, NaN, lone surrogates or huge numbers."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from server.kernel.problems import DuplicateKey, InvalidJson, JsonTooDeep

MAX_DEPTH = 24
# possessive, and an unterminated string is taken whole: else a body of escaped quotes is rescanned from each of them
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def parse(raw: bytes) -> Any:
    """The value, or a Problem that says what is wrong. Integers are bounded to 2⁵³; fractions must be strings."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidJson("the body is not UTF-8") from error
    if text.startswith("\ufeff"):
        raise InvalidJson("the body starts with a byte order mark")
    _bound_depth(text)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_fraction,
                           parse_int=_integer)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InvalidJson(str(error)) from error
    if "\\u" in text:
        _refuse_surrogates(value)
    return value


def _bound_depth(text: str) -> None:
    depth = 0
    for token in _STRUCTURE.finditer(text):
        mark = token.group()
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise JsonTooDeep(f"deeper than {MAX_DEPTH}", limit=MAX_DEPTH)
        elif mark in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DuplicateKey(f"key {key[:60]!r} appears twice", key=key[:60])
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise InvalidJson(f"{name} is not JSON")


def _fraction(text: str) -> NoReturn:
    raise InvalidJson("numbers are integers; send a decimal as a string")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > 2**53 - 1:
        raise InvalidJson("an integer is beyond 2^53")
    return int(text)


def _refuse_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidJson("a lone surrogate in text") from error
