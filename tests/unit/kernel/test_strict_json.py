"""Hostile JSON (studies/reliability_security.md §4.1): refused with a problem, never coerced."""

from __future__ import annotations

import pytest

from server.kernel import problems, strict_json


@pytest.mark.parametrize(("raw", "kind"), [
    (b"[" * 100_000, problems.JsonTooDeep),  # A01
    (b'{"a":' * 5000, problems.JsonTooDeep),  # A01
    (b'{"n":9223372036854775808}', problems.InvalidJson),  # A02
    (b'{"n":' + b"9" * 5000 + b"}", problems.InvalidJson),  # A03
    (b'{"t":"\\ud800"}', problems.InvalidJson),  # A05
    (b'{"n":NaN}', problems.InvalidJson), (b'{"n":Infinity}', problems.InvalidJson),  # A06
    (b'{"n":1e999}', problems.InvalidJson), (b'{"n":1.9}', problems.InvalidJson),  # A06, A08
    (b'{"note":"a","note":"b"}', problems.DuplicateKey),  # A07
    ('{"a":1}'.encode("utf-16"), problems.InvalidJson), (b"\xef\xbb\xbf{}", problems.InvalidJson),  # A11
    (b'{"a":"\xff"}', problems.InvalidJson),  # A12
    (b"", problems.InvalidJson), (b"{", problems.InvalidJson), (b"{}x", problems.InvalidJson),  # A13
])
def test_refused(raw: bytes, kind: type[problems.Problem]) -> None:
    with pytest.raises(kind):
        strict_json.parse(raw)


def test_brackets_inside_text_do_not_count_as_depth() -> None:
    text = "[" * 500 + '\\"' + "{" * 500
    assert strict_json.parse(b'{"t":"' + text.encode() + b'"}') == {"t": "[" * 500 + '"' + "{" * 500}


def test_text_is_kept_exactly() -> None:
    text = "‮\u200b𠮷䶮😀"  # A39
    assert strict_json.parse(f'{{"t":"{text}"}}'.encode()) == {"t": text}


def test_the_work_grows_with_the_body_alone() -> None:
    """Escaped quotes without an end: quadratic work would not finish within the test's patience."""
    with pytest.raises(problems.InvalidJson):
        strict_json.parse(b'{"t":"' + b'\\"' * 2_000_000)
