"""Install and build what a goal needs: `python -m tools.prepare run` or `… test`. Quick when nothing changed.

Node comes from a Python package, so a machine needs only Python and make; pip, npm and apt work side by side.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.browser import Browser
from tools.stamps import fingerprint, forget, is_fresh, set_stamp
from tools.steps import ROOT, Step, Task, finish, say, side_by_side

VENV = ROOT / ".venv"
BIN = VENV / "bin"
PWA = ROOT / "pwa"
PYTHON = str(BIN / "python")
PIP = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
# The phone carries the rulebooks and the catalogue of instruments.
FRONT_SOURCES = (PWA, *(ROOT / "server" / "metrology" / name for name in ("rulebooks", "catalogue")))
OLDEST_NODE = (22, 18)


@dataclass(frozen=True)
class Work:
    """A step that is left out while its sources are unchanged and its result is there."""

    step: Step
    sources: tuple[Path, ...]
    result: Path

    @property
    def name(self) -> str:
        return self.step.name

    def do(self) -> bool:
        mark = fingerprint(self.sources, *self.step.command)
        if is_fresh(self.name, mark, self.result):
            return True
        forget(self.name)
        if not self.step.do():
            return False
        set_stamp(self.name, mark)
        return True


def packages(file: str, result: Path) -> Work:
    """Install the Python packages that a requirements file names."""
    sources = (*sorted(ROOT.glob("requirements*.txt")), ROOT / "constraints.txt")
    return Work(Step(f"pip-{file}", [*PIP, "-r", file], attempts=2), sources, result)


def front() -> list[Task]:
    """The phone app and the desk: their packages, then the build."""
    install = Step("npm-ci", ["npm", "ci", "--prefix", "pwa", "--no-audit", "--no-fund"], attempts=2)
    build = Step("npm-build", ["npm", "--prefix", "pwa", "run", "build"])
    return [Work(install, (PWA / "package.json", PWA / "package-lock.json"), PWA / "node_modules"),
            Work(build, FRONT_SOURCES, PWA / "dist" / "app" / "index.html")]


def judge() -> Work:
    """The phone's evaluator as a command, built before tests call it from several processes."""
    step = Step("npm-judge", ["npm", "--prefix", "pwa", "run", "build:judge"])
    return Work(step, FRONT_SOURCES, PWA / "judge" / "dist" / "judge.js")


def compressed() -> Work:
    """Every built file also as brotli and gzip, for WhiteNoise to send."""
    step = Step("compress", [PYTHON, "-m", "whitenoise.compress", "--quiet", "pwa/dist"])
    return Work(step, FRONT_SOURCES, PWA / "dist" / "app" / "index.html.br")


def prepare(goal: str) -> list[str]:
    """Everything the goal needs; the names of the steps that failed."""
    if not make_venv():
        return ["venv"]
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    if not packages("requirements-build.txt", BIN / "npm").do() and not machine_has_node():
        return ["node"]
    lanes: list[list[Task]] = [[packages("requirements.txt", BIN / "flask")], front()]
    if goal == "test":
        lanes = [[packages("requirements-dev.txt", BIN / "pytest")], [*front(), judge()], [Browser()]]
    failed = side_by_side(*lanes, stop_at_failure=True)
    return failed or ([] if compressed().do() else ["compress"])


def make_venv() -> bool:
    """The virtual environment; one that was cut short or moved is made anew."""
    if (BIN / "python").exists() and succeeds([PYTHON, "-m", "pip", "--version"]):
        return True
    if importlib.util.find_spec("ensurepip") is None:
        say("此 Python 缺少 venv 模块，请先安装（Debian/Ubuntu：apt-get install python3-venv）。\n"
            "This Python has no venv module; install it first (Debian/Ubuntu: apt-get install python3-venv).")
        return False
    shutil.rmtree(VENV, ignore_errors=True)
    return Step("venv", [sys.executable, "-m", "venv", str(VENV)]).do()


def succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def machine_has_node() -> bool:
    """Where there is no Node package for this kind of machine, its own Node serves if it is new enough."""
    if not shutil.which("node"):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    version = re.match(r"v(\d+)\.(\d+)", said)
    say(f"  ..  no Node from PyPI; this machine has {said or 'none'}")
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_NODE


def main(goal: str) -> None:
    started = time.monotonic()
    (ROOT / "var").mkdir(exist_ok=True)
    with open(ROOT / "var" / "prepare.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        finish(prepare(goal), started, "prepare")


if __name__ == "__main__":
    main(sys.argv[1])
