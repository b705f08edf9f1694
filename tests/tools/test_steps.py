"""The programs behind make: a failing step fails the whole and shows its output; unchanged work is not done again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import stamps, steps
from tools.prepare import Work


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Logs and stamps of these tests stand in their own folder."""
    monkeypatch.setattr(steps, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")
    return tmp_path


def program(name: str, code: str, attempts: int = 1) -> steps.Step:
    return steps.Step(name, [sys.executable, "-c", code], attempts=attempts)


def test_a_step_that_fails_shows_everything_it_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert not program("breaks", "print('first'); print('last'); raise SystemExit(3)").do()
    said = capsys.readouterr().out
    assert "FAIL  breaks  (exit 3" in said
    assert "first\nlast" in said


def test_a_step_that_succeeds_shows_its_last_line_and_keeps_the_rest(elsewhere: Path,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    assert program("works", "print('first'); print('12 passed')").do()
    said = capsys.readouterr().out
    assert "12 passed" in said
    assert "first" not in said
    assert (elsewhere / "logs" / "works.log").read_text() == "first\n12 passed\n"


def test_a_missing_program_is_a_failure() -> None:
    assert not steps.Step("absent", ["no-such-program-here"]).do()


def test_one_failure_fails_the_whole_and_the_other_lane_is_finished() -> None:
    lane = [program("a", "raise SystemExit(1)"), program("b", "")]
    assert steps.side_by_side(lane, [program("c", ""), program("d", "1/0")]) == ["a", "d"]
    with pytest.raises(SystemExit) as left:
        steps.finish(["a"], 0.0, "make test")
    assert left.value.code == 1


def test_a_lane_may_stop_at_its_first_failure(elsewhere: Path) -> None:
    lane = [program("a", "raise SystemExit(1)"), program("b", "open('b', 'w')")]
    assert steps.side_by_side(lane, stop_at_failure=True) == ["a"]
    assert not (elsewhere / "b").exists()


def test_a_step_is_tried_again(elsewhere: Path) -> None:
    fails_once = "import os; new = not os.path.exists('seen'); open('seen', 'w'); raise SystemExit(new)"
    assert program("flaky network", fails_once, attempts=2).do()


def test_work_is_done_again_only_when_its_sources_change_or_its_result_is_gone(elsewhere: Path) -> None:
    source, result, count = elsewhere / "source", elsewhere / "result", elsewhere / "count"
    source.mkdir()
    (source / "a.ts").write_text("1")
    work = Work(program("build", "open('count', 'a').write('x'); open('result', 'w')"), (source,), result)

    def times() -> int:
        assert work.do()
        return len(count.read_text())

    assert [times(), times()] == [1, 1]
    (source / "a.ts").write_text("2")
    assert [times(), times()] == [2, 2]
    result.unlink()
    assert times() == 3
    (source / "node_modules").mkdir()
    (source / "node_modules" / "ignored.js").write_text("x")
    assert times() == 3


def test_work_that_failed_is_not_taken_for_done(elsewhere: Path) -> None:
    (elsewhere / "source").write_text("1")
    (elsewhere / "result").write_text("from before")
    work = Work(program("build", "raise SystemExit(1)"), (elsewhere / "source",), elsewhere / "result")
    assert not work.do()
    assert not work.do()
