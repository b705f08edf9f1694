"""The judge's door: hostile lines are answered one for one, in bounded memory, never with a crash."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server.metrology.judge import bounded_lines, judge_line, judge_lines
from server.metrology.strict_json import MAX_LINE_BYTES

# The phone's twin reads the same lines.
LINES = json.loads((Path(__file__).parents[2] / "vectors/judge_lines.json").read_text(encoding="utf-8"))


def bytes_of(case: dict[str, Any]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    character, times = case.get("repeat", ["", 0])
    return str(case.get("text", character * times)).encode("utf-8")


def problem_of(raw: bytes) -> tuple[str | None, str | None]:
    (answer,) = judge_lines([raw])
    problem: dict[str, Any] = json.loads(answer)["problem"] or {}
    return problem.get("slug"), problem.get("pointer")


@pytest.mark.parametrize("case", LINES, ids=lambda case: str(case)[:60])
def test_one_line(case: dict[str, Any]) -> None:
    assert problem_of(bytes_of(case)) == (case["expected_slug"], case.get("expected_pointer"))


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


def test_a_line_that_just_fills_the_bound_leaves_the_next_one_alone() -> None:
    for size in range(MAX_LINE_BYTES - 1, MAX_LINE_BYTES + 5):
        assert list(bounded_lines(io.BytesIO(b" " * size + b"\n{}\n")))[1:] == [b"{}"], size


def test_of_an_endless_line_only_a_little_is_read_at_once() -> None:
    class Watched(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size < MAX_LINE_BYTES + 3
            return super().readline(size)

    assert len(list(bounded_lines(Watched(b"x" * 100_000 + b"\nx")))) == 2


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
