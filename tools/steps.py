"""Named steps: each runs one program, keeps its output in var/steps, says how long it took and shows what failed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / "var" / "steps"
PLAIN = {"NO_COLOR": "1"}
_speaking = threading.Lock()


class Task(Protocol):
    """Something with a name that can be done, and says whether it succeeded."""

    @property
    def name(self) -> str: ...

    def do(self) -> bool: ...


@dataclass(frozen=True)
class Step:
    """One program, run from the project's root."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    attempts: int = 1

    def do(self) -> bool:
        """Run to the end; a failure prints everything the program said."""
        for attempt in range(1, self.attempts + 1):
            started = time.monotonic()
            code, output = self._capture()
            took = f"{time.monotonic() - started:.1f} s"
            if code == 0:
                say(f"  ok  {self.name}  ({took})  {_last_line(output)}".rstrip())
                return True
            if attempt < self.attempts:
                say(f"  ..  {self.name}: failed after {took}, trying again")
        say(f"FAIL  {self.name}  (exit {code}, {took}): {' '.join(self.command)}\n{output.rstrip()}\n")
        return False

    def _capture(self) -> tuple[int, str]:
        LOGS.mkdir(parents=True, exist_ok=True)
        log = LOGS / (re.sub(r"\W+", "-", self.name).strip("-") + ".log")
        with log.open("wb") as file:
            try:
                code = subprocess.run(self.command, cwd=ROOT, env={**os.environ, **PLAIN, **(self.environment or {})},
                                      stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT).returncode
            except OSError as error:
                return 127, str(error)
        return code, log.read_text(encoding="utf-8", errors="replace")


def side_by_side(*lanes: Sequence[Task], stop_at_failure: bool = False) -> list[str]:
    """Do the lanes at the same time, each in order; the names of the tasks that failed."""
    failed: list[list[str]] = [[] for _ in lanes]

    def walk(index: int) -> None:
        for task in lanes[index]:
            if not task.do():
                failed[index].append(task.name)
                if stop_at_failure:
                    return

    threads = [threading.Thread(target=walk, args=(index,)) for index in range(len(lanes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [name for lane in failed for name in lane]


def say(text: str) -> None:
    with _speaking:
        print(text, flush=True)


def finish(failed: Sequence[str], started: float, name: str) -> None:
    """Say how it ended; leave with exit code 1 when something failed."""
    took = f"{time.monotonic() - started:.0f} s"
    if failed:
        say(f"{name}: FAILED after {took}: {', '.join(failed)}")
        sys.exit(1)
    say(f"{name}: all done in {took}")


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("WARNING")]
    return lines[-1][:160] if lines else ""
