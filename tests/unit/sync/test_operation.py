"""The text of an operation (P1, P4): canonical, bounded, strict, liftable; and inflating a body stays bounded."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.kernel.columns import canonical
from server.kernel.problems import Invalid, Problem, TooLarge, TruncatedBody
from server.sync import operation
from server.sync.envelope import MAX_BODY_BYTES, inflate
from server.sync.operation import DATA, KINDS, parse
from server.sync.problems import NewerSchema, OperationTooLarge

EXAMPLES = 3000 if os.environ.get("PROOF") == "1" else 200
ID = "01a2107b-dbb2-7765-ae3e-a38b5dfd6ae3"


def body(**changes: Any) -> dict[str, Any]:
    return {"schema": 1, "kind": "patch", "entity": "premises", "id": ID, "base": 1, "depends_on": [], "actor": ID,
            "captured": {"wall": "2026-11-25T10:20:00+08:00"}, "blobs": [], "data": {"changes": [["name", "a", "b"]]},
            **changes}


def refused(text: str) -> str:
    with pytest.raises(Problem) as caught:
        parse(text)
    return caught.value.slug


def test_p1_a_canonical_body_is_read() -> None:
    found = parse(canonical(body()), "f" * 64)
    assert (found.kind, found.base, found.sha256) == ("patch", 1, "f" * 64)
    assert found.data["changes"] == [("name", "a", "b")]


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace(":", ": ", 1), lambda text: text + "\n", lambda text: " " + text,
    lambda text: text.replace('"actor"', '"\\u0061ctor"', 1),
    lambda text: text.replace('"base":1', '"base":-0'),
    lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":"))])
def test_p1_another_spelling_of_the_same_content_is_not_canonical(spoil: Callable[[str], str]) -> None:
    assert refused(spoil(canonical(body()))) == "not_canonical"


@pytest.mark.parametrize(("text", "slug"), [
    ("", "invalid_json"), ("[1]", "invalid"), ("null", "invalid"), ('{"a":1,"a":2}', "duplicate_key"),
    ('{"a":1.5}', "invalid_json"), ('{"a":NaN}', "invalid_json"), ('{"a":9007199254740992}', "invalid_json"),
    ('{"a":"\\ud800"}', "invalid_json"), ('{"a":' + "[" * 30 + "]" * 30 + "}", "json_too_deep"),
    ("\ufeff{}", "invalid_json")])
def test_p1_what_is_not_strict_json_is_refused(text: str, slug: str) -> None:
    assert refused(text) == slug


def test_p1_the_limit_is_of_bytes() -> None:
    padded = canonical(body(captured={}, data={"changes": [["name", "a", "衡" * (MAX_BODY_BYTES // 3)]]}))
    assert len(padded) < MAX_BODY_BYTES < len(padded.encode())
    with pytest.raises(OperationTooLarge):
        parse(padded)


@pytest.mark.parametrize(("changes", "pointer"), [
    ({"kind": "destroy"}, "/kind"), ({"id": "1"}, "/id"), ({"base": None}, "/base"), ({"base": "1"}, "/base"),
    ({"extra": 1}, "/extra"), ({"data": {}}, "/changes"), ({"data": {"changes": []}}, "/changes"),
    ({"data": {"changes": [["name", 1]]}}, "/changes/0"), ({"captured": None}, "/captured"),
    ({"data": {"changes": [["n", 1, 2], ["n", 2, 3]]}}, "/changes"), ({"blobs": [{"sha256": "x"}]}, "/blobs/0/sha256"),
    ({"kind": "transition", "data": {"action": "submit"}}, "/from"), ({"kind": "delete", "data": {}}, "/reason"),
    ({"kind": "resolve", "data": {"conflict": ID, "choice": "both"}}, "/choice"), ({"schema": "1"}, "/schema"),
    ({"kind": "alias", "data": {"of": 3}}, "/of"), ({"kind": "append", "data": {"parent": ID}}, "/state")])
def test_p1_a_wrong_member_is_named(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(canonical(body(**changes)))
    assert pointer in [one["pointer"] for one in caught.value.errors or []]


def test_every_kind_has_its_data() -> None:
    assert set(DATA) == set(KINDS)


def test_p4_a_newer_schema_is_held_and_an_older_one_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NewerSchema):
        parse(canonical(body(schema=2)))
    monkeypatch.setattr(operation, "SCHEMA_CURRENT", 2)
    monkeypatch.setitem(operation.UPCASTS, 1, lambda old: {**old, "schema": 2, "entity": "venue"})
    assert parse(canonical(body())).entity == "venue"


scalars = st.one_of(st.none(), st.booleans(), st.integers(-2**53 + 1, 2**53 - 1), st.text(max_size=8))
json_values = st.recursive(scalars, lambda inner: st.one_of(
    st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)), max_leaves=8)


@settings(max_examples=EXAMPLES, deadline=None)
@given(json_values)
def test_p1_any_value_survives_its_canonical_text(value: Any) -> None:
    changed = body(data={"changes": [["name", None, value]]})
    try:
        text = canonical(changed)
        text.encode()
    except UnicodeEncodeError:
        return
    assert parse(text).data["changes"][0][2] == value


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(max_size=200))
def test_hostile_text_is_a_problem_and_nothing_else(text: str) -> None:
    try:
        parse(text)
    except Problem:
        return
    raise AssertionError("random text became an operation")


def test_inflating_is_bounded_and_whole() -> None:
    plain = b'{"a":1}'
    packed = gzip.compress(plain)
    assert inflate(packed, 100) == plain
    with pytest.raises(TooLarge):
        inflate(gzip.compress(b"0" * 5_000_000), 1_000_000)
    for cut in range(len(packed)):
        with pytest.raises(TruncatedBody):
            inflate(packed[:cut], 100)
    for damaged in (packed + b"x", packed + packed, zlib.compress(plain), plain):
        with pytest.raises(TruncatedBody):
            inflate(damaged, 100)
