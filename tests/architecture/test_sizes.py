"""Files and functions stay small enough to be read at once; `python -m tools.sizes` shows where we stand."""

from __future__ import annotations

from tools import sizes


def test_no_file_is_longer_than_the_hard_stop() -> None:
    assert [one for one in sizes.files() if one.lines > sizes.FILE_LIMIT] == []


def test_no_function_is_longer_than_the_hard_stop() -> None:
    assert [one for one in sizes.functions() if one.lines > sizes.FUNCTION_LIMIT] == []
