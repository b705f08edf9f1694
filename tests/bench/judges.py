"""How many lines a second each of the two judges answers: the same seeded file of likely lines, in turn, as commands.

The start of a command is measured with an empty file and taken off, so that the figure is that of judging.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.bench._demo import ROOT, middle, table
from tests.parity.lines import likely

SEED, LINES, ROUNDS = 20261123, 20_000, 3
JUDGES = {
    "server": [sys.executable, "-m", "server.metrology.judge"],
    "phone": ["npm", "--prefix", "pwa", "run", "--silent", "judge", "--"],
}
NODE_FIRST = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def seconds(command: Sequence[str], asked: Path) -> float:
    """From the start of the command to its last answer, which goes nowhere."""
    started = time.perf_counter()
    with asked.open("rb") as lines:
        subprocess.run(command, stdin=lines, stdout=subprocess.DEVNULL, cwd=ROOT, env=NODE_FIRST, check=True)
    return time.perf_counter() - started


def write_lines(asked: Path) -> None:
    random = Random(SEED)
    asked.write_text("".join(json.dumps(likely(random), ensure_ascii=False) + "\n" for _ in range(LINES)), "utf-8")


def measured(empty: Path, asked: Path) -> dict[str, tuple[float, float]]:
    """Start and lines a second; the judges take turns, so that a busy machine is busy for both."""
    starts: dict[str, list[float]] = {name: [] for name in JUDGES}
    rates: dict[str, list[float]] = {name: [] for name in JUDGES}
    for _ in range(ROUNDS):
        for name, command in JUDGES.items():
            start = seconds(command, empty)
            starts[name].append(start)
            rates[name].append(LINES / (seconds(command, asked) - start))
    return {name: (middle(starts[name]), middle(rates[name])) for name in JUDGES}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="hengjian-bench-") as folder:
        empty, asked = Path(folder, "empty"), Path(folder, "lines")
        empty.touch()
        write_lines(asked)
        seconds(JUDGES["phone"], empty)  # builds it when a source is newer
        found = measured(empty, asked)
    server = found["server"][1]
    table((f"{LINES} likely lines, seed {SEED}", "start ms", "lines/s", "rate : server"),
          [(name, f"{start * 1000:.0f}", f"{rate:.0f}", f"{rate / server:.2f}")
           for name, (start, rate) in found.items()])


if __name__ == "__main__":
    main()
