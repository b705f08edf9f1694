"""What became of the mutants, file by file, and which survivors nobody has explained yet (tests/mutants/*.json)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.steps import ROOT

EXPLAINED = ROOT / "tests" / "mutants"
PLACE = ROOT / "var" / "mutants"
KILLED, SURVIVED, NOT_TRIED = "killed", "survived", "not tried"


@dataclass(frozen=True)
class Survivor:
    """A change that no test noticed: the file, and the lines before and after, written `before ⇒ after`."""

    file: str
    mutation: str


@dataclass
class Findings:
    """What one side's tool found; `trouble` is said when it could not do its work."""

    side: str
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    survivors: list[Survivor] = field(default_factory=list)
    trouble: str = ""

    def count(self, file: str, fate: str, times: int = 1) -> None:
        self.counts.setdefault(file, Counter())[fate] += times


def mutation(before: Iterable[str], after: Iterable[str]) -> str:
    """Indentation and line breaks say nothing, so that an explanation outlives a reformatting."""
    return f"{_in_one_line(before)} ⇒ {_in_one_line(after)}"


def _in_one_line(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())


def explained(side: str) -> dict[Survivor, str]:
    """Each survivor with the reason why it is none: it means the same, or only a person would notice."""
    return explanations(EXPLAINED / f"{side}.json")


def explanations(path: Path) -> dict[Survivor, str]:
    told: dict[Survivor, str] = {}
    for entry in json.loads(path.read_text(encoding="utf-8")):
        if not entry["reason"].strip():
            raise ValueError(f"{path.name}: no reason for {entry['mutation']}")
        told[Survivor(entry["file"], entry["mutation"])] = entry["reason"]
    return told


def report(findings: Findings, reasons: dict[Survivor, str]) -> bool:
    """Print the figures and the unexplained; whether there is nothing to do."""
    unexplained = list(dict.fromkeys(one for one in findings.survivors if one not in reasons))
    print(f"\n== {findings.side}")
    _print_table(findings, reasons)
    for survivor in unexplained:
        print(f"  SURVIVED  {survivor.file}\n            {survivor.mutation}")
    for survivor in _outlived(findings, reasons):
        print(f"  explained, but killed now: {survivor.file}\n            {survivor.mutation}")
    if findings.trouble:
        print(f"  {findings.trouble}")
    return not unexplained and not findings.trouble


def _print_table(findings: Findings, reasons: dict[Survivor, str]) -> None:
    known = Counter(one.file for one in findings.survivors if one in reasons)
    rows = [(file, counts, known[file]) for file, counts in sorted(findings.counts.items())]
    total = sum((counts for _, counts, _ in rows), Counter[str]())
    print(_line(("file", KILLED, SURVIVED, "explained", NOT_TRIED)))
    for file, counts, explained_here in [*rows, ("all", total, known.total())]:
        print(_line((file, counts[KILLED], counts[SURVIVED], explained_here, counts[NOT_TRIED])))


def _line(cells: Sequence[object]) -> str:
    return f"  {cells[0]!s:<58}" + "".join(f"{cell!s:>11}" for cell in cells[1:])


def _outlived(findings: Findings, reasons: dict[Survivor, str]) -> list[Survivor]:
    """Only a file that was tried whole can say that an explanation is no longer needed."""
    whole = {file for file, counts in findings.counts.items() if not counts[NOT_TRIED]}
    return [one for one in reasons if one.file in whole and one not in findings.survivors]
