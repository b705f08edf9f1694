"""The server's rules under mutmut, in a copy under var/mutants/python: the checkout itself is never touched.

mutmut changes the bodies of functions, all changes in one file beside each other, and forks one warm pytest a change.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence

from tools.mutants import bounded
from tools.mutants.survivors import KILLED, NOT_TRIED, SURVIVED, Findings, Survivor, mutation
from tools.prepare import PIP, Work
from tools.steps import ROOT, Step

PLACE = ROOT / "var" / "mutants" / "python"
PACKAGES = ROOT / "var" / "mutants" / "packages"
RULES = "server/metrology"
COPIED = ("server", "tests/unit/metrology", "tests/parity", "tests/vectors")
# One asks the source for floats, which the copy is full of; one judges every vector again to look for words, one many
# thousand lines to see what is asked of an edition; one starts a process without the environment that says which mutant
# is meant.
LEFT_OUT = ("test_no_float.py", "test_evaluate.py::test_every_quantity_of_the_worked_cases_has_words",
            "test_demands.py::test_nothing_else_is_ever_asked_for",
            "test_judge.py::test_the_command_writes_utf_8_whatever_the_locale")
# Each of them is work for every mutant; plugins that were installed are not loaded at all.
UNUSED_PLUGINS = ("cacheprovider", "unraisableexception", "threadexception", "logging")
SETTINGS = """\
[tool.mutmut]
source_paths = ["{rules}"]
only_mutate = {chosen}
also_copy = ["server"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = {options}
use_git_change_detection = false
track_dependencies = false

[tool.pytest.ini_options]
addopts = "--import-mode=importlib"
pythonpath = ["."]
"""
CONFTEST = '''\
"""Examples as `make test` tries them, and a heap that no garbage collection walks again in every fork."""

import gc

import hypothesis

hypothesis.settings.register_profile("house", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("house")


def pytest_collection_finish(session):
    gc.collect()
    gc.freeze()
'''
# What mutmut keeps beside each file is how pytest left: 1 and 3 noticed the change, 0 did not, 5 and 33 had no test for
# it; a negative or larger number is a mutant that never came back.
NOTICED, UNNOTICED, NOT_RUN = {1, 3, 37}, {0, 5, 33}, {None, 2, 34}


def packages() -> Work:
    pinned = "requirements-mutants.txt"
    command = [*PIP, "--no-deps", "--upgrade", "--target", str(PACKAGES), "-r", pinned]
    return Work(Step("pip-mutants", command, attempts=2), (ROOT / pinned,), PACKAGES / "mutmut")


def files() -> list[str]:
    found = sorted((ROOT / RULES).rglob("*.py"))
    return [path.relative_to(ROOT).as_posix() for path in found if path.name != "__init__.py"]


def run(chosen: Sequence[str], seconds: float) -> Findings:
    findings = Findings("python")
    _copy(chosen)
    log = PLACE.with_suffix(".log")
    left = bounded.run([*_command(), "run", "--max-children", "2"], PLACE, log, seconds, _environment())
    if left:
        findings.trouble = f"mutmut left with {left}: {bounded.end_of(log)}"
    for file in chosen:
        for name, fate in _fates(file):
            findings.count(file, fate)
            if fate == SURVIVED:
                findings.survivors.append(Survivor(file, _shown(name)))
    return findings


def _copy(chosen: Sequence[str]) -> None:
    shutil.rmtree(PLACE, ignore_errors=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, PLACE / name, ignore=shutil.ignore_patterns("__pycache__"))
    options = [part for name in UNUSED_PLUGINS for part in ("-p", f"no:{name}")]
    parts = {"chosen": json.dumps(chosen), "tests": json.dumps(_tests()), "options": json.dumps(options)}
    (PLACE / "pyproject.toml").write_text(SETTINGS.format(rules=RULES, **parts), encoding="utf-8")
    (PLACE / "tests" / "conftest.py").write_text(CONFTEST, encoding="utf-8")


def _tests() -> list[str]:
    return ["tests/unit/metrology", *(f"--deselect=tests/unit/metrology/{name}" for name in LEFT_OUT)]


def _command() -> list[str]:
    return [str(PACKAGES / "bin" / "mutmut")]


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": str(PACKAGES), "PYTHONUTF8": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def _fates(file: str) -> Iterator[tuple[str, str]]:
    kept = PLACE / "mutants" / f"{file}.meta"
    if kept.exists():
        codes: dict[str, int | None] = json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"]
        yield from ((name, _fate(code)) for name, code in codes.items())


def _fate(code: int | None) -> str:
    if code in NOT_RUN:
        return NOT_TRIED
    return SURVIVED if code in UNNOTICED else KILLED


def _shown(name: str) -> str:
    done = subprocess.run([*_command(), "show", name], cwd=PLACE, env={**os.environ, **_environment()},
                          capture_output=True, text=True)
    changed = [line for line in done.stdout.splitlines() if not line.startswith(("---", "+++", "#"))]
    return mutation((line[1:] for line in changed if line.startswith("-")),
                    (line[1:] for line in changed if line.startswith("+")))
