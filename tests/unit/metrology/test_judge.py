"""The judge's door: hostile lines are answered one for one, in bounded memory, never with a crash."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import pytest

from server.metrology.judge import bounded_lines, judge_line, judge_lines
from server.metrology.strict_json import MAX_LINE_BYTES

ROUND = '{"rule":"gbt8170_round","on":"2026-11-23","inputs":{"value":"1.050","interval":"0.1"}}'


def slug_of(raw: bytes) -> str | None:
    (answer,) = judge_lines([raw])
    problem: dict[str, Any] | None = json.loads(answer)["problem"]
    return None if problem is None else problem["slug"]


@pytest.mark.parametrize(
    ("raw", "slug"),
    [
        (ROUND.encode(), None),
        (ROUND.encode() + b"\r", None),
        (b"", "json_malformed"),
        (b"   ", "json_malformed"),
        (b"\xff", "line_not_utf8"),
        (b"\xed\xa0\x80", "line_not_utf8"),
        ("\ufeff{}".encode(), "json_malformed"),
        (b'{"rule":', "json_malformed"),
        (b"{} {}", "json_malformed"),
        (b'{"a":1,}', "json_malformed"),
        (b'{"a":NaN}', "json_malformed"),
        (b'{"a":-Infinity}', "json_malformed"),
        (b'{"a":01}', "json_malformed"),
        (b'{"a":"\t"}', "json_malformed"),
        (b'{"a":"\\u12g4"}', "json_malformed"),
        (b'{"a":1.0}', "json_number_not_integer"),
        (b'{"a":1e3}', "json_number_not_integer"),
        (b'{"a":9007199254740992}', "json_integer_too_large"),
        (b'{"a":9007199254740991}', "line_key_unknown"),
        (b'{"a":1,"a":2}', "json_duplicate_key"),
        (b'{"a":1,"\\u0061":2}', "json_duplicate_key"),
        (b'{"rule":"x","inputs":{"b":{"c":1,"c":1}}}', "json_duplicate_key"),
        (b"[" * 65, "json_too_deep"),
        (b"[" * 64, "json_malformed"),
        (b" " * (MAX_LINE_BYTES + 1), "line_too_long"),
        (b"[]", "line_not_object"),
        (b"null", "line_not_object"),
        (b"{}", "rule_missing"),
        (b'{"rule":7,"inputs":{}}', "rule_unknown"),
        (b'{"rule":"\\ud800","inputs":{}}', "rule_unknown"),
        (b'{"rule":"gbt8170_round"}', "inputs_missing"),
        (b'{"rule":"gbt8170_round","on":"2026-11-23","inputs":[]}', "group_expected"),
        (b'{"rule":"gbt8170_round","on":20261123,"inputs":{}}', "date_invalid"),
        (b'{"rule":"gbt8170_round","on":"2026-11-31","inputs":{}}', "date_invalid"),
        (b'{"rule":"gbt8170_round","on":null,"inputs":{}}', "date_missing"),
    ],
)
def test_one_line(raw: bytes, slug: str | None) -> None:
    assert slug_of(raw) == slug


def test_the_date_of_the_line_wins() -> None:
    line = {"rule": "gbt8170_round", "inputs": {"value": "1", "interval": "1"}}
    assert judge_line(line, "2026-11-23")["problem"] is None
    assert judge_line(line | {"on": "2008-01-01"}, "2026-11-23")["edition"] is None


def test_hostile_names_are_not_repeated() -> None:
    (answer,) = judge_lines([b'{"rule":"gbt8170_round","on":"2026-11-23","inputs":{"<script>":"1"}}'])
    assert json.loads(answer)["problem"]["pointer"] == "/inputs"
    assert "script" not in answer


def test_lines_are_bounded_but_counted() -> None:
    stream = io.BytesIO(b"a\n" + b"x" * 100_000 + b"\n\nlast")
    lines = list(bounded_lines(stream))
    assert [lines[0], *lines[2:]] == [b"a", b"", b"last"]
    assert MAX_LINE_BYTES < len(lines[1]) < MAX_LINE_BYTES + 3


@pytest.mark.parametrize("size", [MAX_LINE_BYTES - 1, MAX_LINE_BYTES, MAX_LINE_BYTES + 1, MAX_LINE_BYTES + 2])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_about_as_long_as_allowed(size: int, end: bytes) -> None:
    (line,) = bounded_lines(io.BytesIO(b" " * size + end))
    assert (len(line) > MAX_LINE_BYTES) == (size > MAX_LINE_BYTES)


def test_the_command_writes_utf_8_whatever_the_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "server.metrology.judge", "--on", "2026-11-23"],
        input=b'{"rule":"fuel_dispenser_repeatability","inputs":{"errors_percent":["0","0","0"]}}\n',
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert "重复性" in json.loads(done.stdout.decode("utf-8"))["basis"]
    assert done.stderr == b""


def test_a_wrong_date_on_the_command_line_stops_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "server.metrology.judge", "--on", "yesterday"], input=b"", capture_output=True
    )
    assert done.returncode == 2
    assert b"--on" in done.stderr
