"""`python -m tools.mutants`: both sides at once; FILES chooses by parts of names, MOST bounds it in minutes."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tools.mutants import bounded, phone_side, python_side
from tools.mutants.survivors import PLACE, Findings, explained, report

MOST_MINUTES = "90"
# Where a wrong sign does most harm comes first, in case the time does not reach the rest.
FIRST = ("procedures/", "rationals", "inputs", "conclusion", "rulebook", "roots")
Side = tuple[Callable[[Sequence[str], float], Findings], list[str]]


def chosen(files: Sequence[str], words: Sequence[str]) -> list[str]:
    """Files whose path holds one of the words, twins by either spelling; without words, all of them."""
    wanted = [word.replace("-", "_") for word in words] or [""]
    kept = [file for file in files if any(word in file.replace("-", "_") for word in wanted)]
    return sorted(kept, key=lambda file: next((place for place, word in enumerate(FIRST) if word in file), len(FIRST)))


@contextmanager
def alone() -> Iterator[None]:
    """Two runs in one place would take each other's changes away, and every mutant would seem to survive."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with open(PLACE / "lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("mutants: another run is at work in this checkout")
        yield


def at_once(sides: Sequence[Side], seconds: float) -> list[Findings]:
    with ThreadPoolExecutor(len(sides)) as both:
        found = [both.submit(run, files, seconds) for run, files in sides if files]
        try:
            return [one.result() for one in found]
        except KeyboardInterrupt:
            bounded.end_all()
            raise


def main() -> None:
    words = os.environ.get("FILES", "").replace(",", " ").split()
    seconds = 60 * float(os.environ.get("MOST") or MOST_MINUTES)
    if not all(side.packages().do() for side in (python_side, phone_side)):
        sys.exit("mutants: the tools could not be installed")
    sides: list[Side] = [(side.run, chosen(side.files(), words)) for side in (python_side, phone_side)]
    if not any(files for _, files in sides):
        sys.exit(f"mutants: no file is called {' or '.join(words)}")
    with alone():
        found = at_once(sides, seconds)
    clean = [report(findings, explained(findings.side)) for findings in found]
    if not all(clean):
        sys.exit("mutants: kill each survivor with a test, or explain it in tests/mutants (docs/guides/mutants.md)")


if __name__ == "__main__":
    main()
