"""Mutation testing: a survivor fails the run until it is explained, and is known again wherever its line moves."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.mutants import bounded, phone_side, python_side
from tools.mutants.__main__ import chosen
from tools.mutants.survivors import (
    EXPLAINED,
    KILLED,
    NOT_TRIED,
    SURVIVED,
    Findings,
    Survivor,
    explanations,
    mutation,
    report,
)
from tools.steps import ROOT

ONE = Survivor("server/metrology/rules.py", "a < b ⇒ a <= b")


def findings(*survivors: Survivor, trouble: str = "") -> Findings:
    found = Findings("python", survivors=list(survivors), trouble=trouble)
    found.count(ONE.file, KILLED, 3)
    found.count(ONE.file, SURVIVED, len(survivors))
    return found


def test_an_unexplained_survivor_fails_and_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert not report(findings(ONE), {})
    assert ONE.mutation in capsys.readouterr().out
    assert report(findings(ONE), {ONE: "the same"})
    assert ONE.mutation not in capsys.readouterr().out
    assert not report(findings(trouble="the tool left with 1"), {})


def test_an_explanation_that_is_not_needed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(findings(), {ONE: "the same"})
    assert "killed now" in capsys.readouterr().out
    unfinished = findings()
    unfinished.count(ONE.file, NOT_TRIED)
    assert report(unfinished, {ONE: "the same"})
    assert "killed now" not in capsys.readouterr().out


def test_a_mutation_is_known_again_after_a_reformatting() -> None:
    assert mutation(["    judge(", "        a < b)"], ["judge(", "a <= b)"]) == "judge( a < b) ⇒ judge( a <= b)"


def test_the_lines_of_a_change_on_the_phone() -> None:
    place = {"start": {"line": 2, "column": 5}, "end": {"line": 3, "column": 4}}
    lines = ["if (a) {", "  b(c,", "  d)", "}"]
    before, after = phone_side._before_and_after(lines, {"location": place, "replacement": "x"})
    assert (before, after) == (["  b(c,", "  d)"], ["  b(x)"])


def test_either_spelling_finds_both_twins() -> None:
    for side in (python_side, phone_side):
        (file,) = chosen(side.files(), ["fuel-stations"])
        assert (ROOT / file).is_file()
    assert chosen(python_side.files(), [])[0].startswith("server/metrology/procedures/")
    assert chosen(python_side.files(), ["no such file"]) == []


@pytest.mark.parametrize("side", ["python", "phone"])
def test_each_explanation_has_a_reason_and_a_file(side: str) -> None:
    for survivor in explanations(EXPLAINED / f"{side}.json"):
        assert (ROOT / survivor.file).is_file()
        assert " ⇒ " in survivor.mutation


def test_an_empty_reason_is_none(tmp_path: Path) -> None:
    told = tmp_path / "python.json"
    told.write_text(json.dumps([{"file": ONE.file, "mutation": ONE.mutation, "reason": " "}]), encoding="utf-8")
    with pytest.raises(ValueError, match="no reason"):
        explanations(told)


def test_when_the_time_is_up_nothing_that_was_started_goes_on(tmp_path: Path) -> None:
    """The program starts another, as Node from a wheel does; only the second would write."""
    grandchild = "import time, pathlib; time.sleep(2); pathlib.Path('late').touch()"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    assert bounded.run([sys.executable, "-c", child], tmp_path, tmp_path / "log", 0.5, {}) is None
    time.sleep(2.5)
    assert not (tmp_path / "late").exists()
    assert bounded.run([sys.executable, "-c", "exit(3)"], tmp_path, tmp_path / "log", 60, {}) == 3


def test_the_servers_copy_holds_all_that_its_tests_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_side, "PLACE", tmp_path / "copy")
    python_side._copy(["server/metrology/roots.py"])
    done = subprocess.run([sys.executable, "-m", "pytest", "--collect-only", "-q", *python_side._tests()],
                          cwd=python_side.PLACE, env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    for name in python_side.LEFT_OUT:
        assert (ROOT / "tests/unit/metrology" / name.split("::")[0]).is_file()


def test_the_phones_copy_holds_all_that_its_specs_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_side, "PLACE", tmp_path / "copy")
    phone_side._copy()
    named = [(path.parent / found).resolve() for path in (phone_side.PLACE / "pwa/src").rglob("*.ts")
             for found in re.findall(r"'((?:\.\./)+(?:server|tests)/[^'*]*)", path.read_text(encoding="utf-8"))]
    assert len(named) > 10
    assert [path for path in named if not path.exists()] == []
