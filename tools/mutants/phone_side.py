"""The phone's rules under Stryker, in a copy under var/mutants/phone: the checkout itself is never touched.

One file at a time, because Stryker reports only when it has finished; what time does not reach is called untried.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from typing import Any

from tools.mutants import bounded
from tools.mutants.survivors import KILLED, NOT_TRIED, SURVIVED, Findings, Survivor, mutation
from tools.prepare import PWA, Work
from tools.steps import ROOT, Step

PLACE = ROOT / "var" / "mutants" / "phone"
TOOL = PWA / "mutation"
RULES = "src/metrology"
COPIED = ("pwa/src/metrology", "tests/vectors", "server/metrology/rulebooks", "server/metrology/catalogue")
# The type checker asks the source for floats: it would only read Stryker's own switches.
LEFT_OUT = ("no-number.spec.ts",)
NO_RULES = ("data.ts", "bundled-editions.ts")
VITEST = "export default { test: { environment: 'node', include: ['src/**/*.spec.ts'] } }\n"
SETTINGS = {
    "testRunner": "vitest",
    "vitest": {"related": False},
    "inPlace": True,
    # What is worked out once when a file is read would need all tests anew for each change; mutmut leaves it out too.
    "ignoreStatic": True,
    "reporters": ["json"],
    "jsonReporter": {"fileName": "mutation.json"},
    "concurrency": 1,
    "allowConsoleColors": False,
}
FATES = {"Killed": KILLED, "Timeout": KILLED, "RuntimeError": KILLED, "CompileError": KILLED, "Survived": SURVIVED,
         "NoCoverage": SURVIVED, "Pending": NOT_TRIED}


def packages() -> Work:
    step = Step("npm-mutants", ["npm", "ci", "--prefix", str(TOOL), "--no-audit", "--no-fund"], attempts=2)
    return Work(step, (TOOL / "package.json", TOOL / "package-lock.json"), TOOL / "node_modules")


def files() -> list[str]:
    found = sorted((PWA / RULES).rglob("*.ts"))
    return [path.relative_to(ROOT).as_posix() for path in found
            if not path.name.endswith(".spec.ts") and path.name not in NO_RULES]


def run(chosen: Sequence[str], seconds: float) -> Findings:
    findings = Findings("phone")
    _copy()
    end = time.monotonic() + seconds
    for file in chosen:
        left = end - time.monotonic()
        if left <= 0 or not _try(file, left, findings):
            findings.count(file, NOT_TRIED)
    return findings


def _copy() -> None:
    shutil.rmtree(PLACE, ignore_errors=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, PLACE / name, ignore=shutil.ignore_patterns(*LEFT_OUT))
    for words in (ROOT / "server" / "metrology").glob("*.json"):
        shutil.copy(words, PLACE / "server" / "metrology")
    shutil.copy(PWA / "tsconfig.json", PLACE / "pwa")
    (PLACE / "pwa" / "node_modules").symlink_to(PWA / "node_modules")
    (PLACE / "pwa" / "vitest.config.js").write_text(VITEST, encoding="utf-8")
    (PLACE / "pwa" / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")


def _try(file: str, seconds: float, findings: Findings) -> bool:
    """Whether the file was tried to the end."""
    place = PLACE / "pwa"
    settings = SETTINGS | {"mutate": [file.removeprefix("pwa/")]}
    (place / "stryker.config.json").write_text(json.dumps(settings), encoding="utf-8")
    command = ["node", str(TOOL / "node_modules/@stryker-mutator/core/bin/stryker.js"), "run", "stryker.config.json"]
    log = PLACE.with_suffix(".log")
    left = bounded.run(command, place, log, seconds, {})
    if left is None:
        shutil.copy(ROOT / file, PLACE / file)
        return False
    if left:
        findings.trouble = f"Stryker left with {left} on {file}: {bounded.end_of(log)}"
        return False
    _take(file, json.loads((place / "mutation.json").read_text(encoding="utf-8")), findings)
    return True


def _take(file: str, told: dict[str, Any], findings: Findings) -> None:
    for report in told["files"].values():
        lines = report["source"].splitlines()
        for mutant in report["mutants"]:
            fate = FATES.get(mutant["status"])
            if fate is not None:
                findings.count(file, fate)
            if fate == SURVIVED:
                findings.survivors.append(Survivor(file, mutation(*_before_and_after(lines, mutant))))


def _before_and_after(lines: Sequence[str], mutant: dict[str, Any]) -> Iterator[list[str]]:
    start, end = mutant["location"]["start"], mutant["location"]["end"]
    touched = list(lines[start["line"] - 1 : end["line"]])
    yield touched
    yield [touched[0][: start["column"] - 1] + mutant["replacement"] + touched[-1][end["column"] - 1 :]]
