"""The judge as a command: its options, its editions from files, and how it leaves."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from server.metrology.judge import library_of, main
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import bundled

ROUND = {"rule": "gbt8170_round", "inputs": {"value": "1.050", "interval": "0.1"}}
RULEBOOKS = Path("server/metrology/rulebooks")


def newer(**changed: Any) -> str:
    """The edition of rounding under another name, as a file holds it."""
    edition = json.loads((RULEBOOKS / "gbt_8170_2008.json").read_text(encoding="utf-8"))
    return json.dumps(edition | {"edition": "演示-1", "valid_from": "2027-01-01"} | changed, ensure_ascii=False)


def run(monkeypatch: pytest.MonkeyPatch, *options: str, line: Any = ROUND) -> tuple[int, list[dict[str, Any]]]:
    given, told = io.BytesIO(json.dumps(line).encode() + b"\n"), io.BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=given))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=told))
    left = main(list(options))
    assert told.getvalue().endswith(b"}\n")
    return left, [json.loads(answer) for answer in told.getvalue().decode("utf-8").splitlines()]


def refused(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """The last line that the command says before it leaves with 2."""
    with pytest.raises(SystemExit) as left:
        main(list(options))
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: judge ")
    return said.splitlines()[-1]


def test_a_date_for_lines_that_name_none(monkeypatch: pytest.MonkeyPatch) -> None:
    left, (answer,) = run(monkeypatch, "--on", "2026-11-23")
    assert (left, answer["values"]) == (0, {"rounded": "1.0"})
    assert set(answer) == {"basis", "edition", "problem", "values", "verdict"}
    left, (answer,) = run(monkeypatch)
    assert (left, answer["problem"]["slug"]) == (0, "date_missing")


def test_every_step_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (answer,) = run(monkeypatch, "--full", "--on", "2026-11-23")
    assert [step["name"] for step in answer["trace"]] == ["rounded"]


def test_editions_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    one.write_text(newer(), encoding="utf-8")
    two.write_text(f"[{newer(edition='演示-2', valid_from='2028-01-01')}]", encoding="utf-8")
    files = ("--editions", str(one), "--editions", str(two))
    for on, name in (("2026-12-31", "GB/T 8170-2008"), ("2027-01-01", "演示-1"), ("2028-01-01", "演示-2")):
        left, (answer,) = run(monkeypatch, *files, "--on", on)
        assert (left, answer["edition"]) == (0, name)
    assert library_of([]) is None
    library = library_of([str(one)])
    assert library is not None
    assert len({edition.name for edition in library.editions}) == len(bundled().editions) + 1


def test_editions_that_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "edition.json"
    missing = refused(capsys, "--editions", str(file))
    assert missing == f"judge: error: --editions: No such file or directory: {file}"
    file.write_text(newer(format="2"), encoding="utf-8")
    problem = MetrologyProblem("rulebook_field_invalid", "/format")
    assert refused(capsys, "--editions", str(file)) == f"judge: error: --editions: {problem}: {problem.title_en}"
    for unreadable in (b"\xff", b"{", b"[" * 1_000_000):
        file.write_bytes(unreadable)
        with pytest.raises(MetrologyProblem) as malformed:
            library_of([str(file)])
        assert malformed.value.slug == "json_malformed"


def test_a_date_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = "judge: error: --on must be a calendar date, YYYY-MM-DD"
    assert refused(capsys, "--on", "2026-11-31") == wanted


def test_the_help_names_every_option(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert told[0] == "usage: judge [-h] [--on YYYY-MM-DD] [--full] [--editions FILE]"
    assert "Judges JSON lines from standard input." in told
    assert told[-3:] == [
        "--on YYYY-MM-DD date of judgement for lines that name none",
        "--full also write reasons, confidence and every step",
        "--editions FILE a JSON edition or a list of them; repeatable",
    ]


def test_a_reader_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.BytesIO):
        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"{}\n")))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=Closed()))
    assert main([]) == 1
