"""A program with all that it starts, ended together when its time is up or a person has seen enough."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

GRACE_SECONDS = 20
_running: set[int] = set()


def run(command: Sequence[str], place: Path, log: Path, seconds: float, more: Mapping[str, str]) -> int | None:
    """How it left; None when the time was up. Node from a wheel is a script that starts the real one, so that only a
    group of processes is all of it."""
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=place, env={**os.environ, **more}, stdin=subprocess.DEVNULL,
                                   stdout=said, stderr=subprocess.STDOUT, start_new_session=True)
    _running.add(process.pid)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        # Both tools write down what they find as they go; an interrupt would be ignored by a run in the background.
        os.killpg(process.pid, signal.SIGTERM)
        _wait_or_kill(process)
        return None
    finally:
        _running.discard(process.pid)


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def end_all() -> None:
    for group in list(_running):
        os.killpg(group, signal.SIGTERM)


def end_of(log: Path) -> str:
    """The last that a program said."""
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
