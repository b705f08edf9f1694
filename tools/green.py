"""What a green build runs: `python -m tools.green test` (everything) or `check` (the quick half); PROOF=1 enlarges it.

Two lanes side by side, Python and the phone, then the browser journeys alone in one process.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

from tools import browser
from tools.steps import Step, Task, finish, say, side_by_side

PYTEST = ["pytest", "-q", "--color=no"]
QUICK = [f"tests/{name}" for name in ("architecture", "unit", "tools", "parity", "migrations")]
PROOF = os.environ.get("PROOF") == "1"
PATIENCE = ["--timeout", "7200" if PROOF else "300"]


def linters() -> list[Task]:
    return [Step("ruff", ["ruff", "check", "."]), Step("mypy", ["mypy"])]


def contract() -> Task:
    return Step("contract", [sys.executable, "-m", "tools.contract", "--check"])


def tables() -> Task:
    return Step("tables", [sys.executable, "-m", "tools.metrology_tables", "--check"])


def pytest(name: str, chosen: str, *options: str) -> Task:
    return Step(name, [*PYTEST, "-m", chosen, *PATIENCE, *options])


def phone() -> list[Task]:
    run = ["npm", "--prefix", "pwa", "run", "--silent"]
    return [Step("biome", [*run, "lint"]), Step("vue-tsc", [*run, "types"]), Step("vitest", [*run, "test"])]


def lanes(goal: str) -> tuple[Sequence[Task], Sequence[Task]]:
    """The two lanes of a goal. The quick half asks whether decisions are right, not whether rooms work together."""
    if goal == "check":
        return [*linters(), contract(), tables(), pytest("pytest", "not browser", "-n", "2", *QUICK)], phone()
    everything = pytest("pytest", "not browser", "-n", "2")
    postgres = pytest("pytest on PostgreSQL", "not sqlite", "-n", "2", "--database", "postgresql", "tests/integration")
    return [*linters(), contract(), tables(), everything, postgres], phone()


def main(goal: str) -> None:
    started = time.monotonic()
    os.environ["CHROMIUM"] = browser.find() or ""
    failed = side_by_side(*lanes(goal))
    if goal == "test":
        failed += side_by_side([pytest("browser", "browser", "-p", "no:xdist")])
    say("every step's whole output stands in var/steps/")
    finish(failed, started, f"make {goal}" if not PROOF else "make proof")


if __name__ == "__main__":
    main(sys.argv[1])
