"""The tables of docs/metrology*.md, from the rules and their editions: `python -m tools.metrology_tables` [--check].

Every number, clause and confidence a metrologist reads there is what the evaluators judge by; none is typed twice.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from server.metrology import recorded
from server.metrology.edition import Citation, Edition, Row, Table
from server.metrology.judge import judge_line
from server.metrology.problems import wording
from server.metrology.rationals import exact_or_12_digits
from server.metrology.rulebook import bundled
from server.metrology.rules import RULES
from tools.steps import ROOT

VECTORS = ROOT / "tests" / "vectors" / "metrology"
PAGES = {"zh": ROOT / "docs" / "metrology.zh-CN.md", "en": ROOT / "docs" / "metrology.md"}
BLOCK = re.compile(r"(<!-- generated: (rules|editions|recorded) -->\n).*?(<!-- end -->)", re.DOTALL)
WORDS = {
    "zh": {"rule": "规则", "inputs": "输入项", "formula": "公式", "unit": "单位", "quantity": "量", "edition": "版本",
           "in force": "施行", "clause": "条款", "confidence": "可信度", "comparison": "比较方式", "value": "数值",
           "until": "至", "open": "（现行）", "reference": "之后仅供参考", "cases": "算例", "none": "不作规定",
           "full_value": "全数值比较法", "kind": "类别", "limit": "限值", "regulation": "规程", "name": "名称"},
    "en": {"rule": "Rule", "inputs": "Inputs", "formula": "Formula", "unit": "Unit", "quantity": "Quantity",
           "edition": "Edition", "in force": "In force", "clause": "Clause", "confidence": "Confidence",
           "comparison": "Comparison", "value": "Value", "until": "to", "open": "(in force)",
           "reference": "then reference only", "cases": "Cases", "none": "no limit set", "full_value": "full value",
           "kind": "Kind", "limit": "Limit", "regulation": "Regulation", "name": "Name"},
}  # fmt: skip


class Page:
    """One language of the tables."""

    def __init__(self, language: str) -> None:
        self.words = WORDS[language]
        self.suffix = "" if language == "zh" else "_en"

    def called(self, group: str, name: str) -> str:
        """What people read for a name, or the name itself where it is a symbol."""
        found = wording().get(group, {}).get(name)
        return name if found is None else found[f"title{self.suffix}"]

    def of(self, thing: Any, name: str) -> str:
        text: str = getattr(thing, f"{name}{self.suffix}")
        return text

    def clause(self, citation: Citation) -> str:
        return citation.in_english() if self.suffix else str(citation)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        head = [self.words.get(column, column) for column in columns]
        lines = [head, ["---"] * len(head), *rows]
        return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"

    def rules(self) -> Iterator[str]:
        cases = _cases()
        yield self.table(["rule", "name", "edition", "cases"], [
            [f"`{name}`", self.called("rules", name), ", ".join(_editions_of(name)), str(len(cases[name]))]
            for name in RULES])
        for name, rule in RULES.items():
            inputs = ", ".join(f"`{one}` {self.called('inputs', one)}" for one in rule.inputs)
            yield f"\n### {self.called('rules', name)}\n\n`{name}`. {self.words['inputs']}: {inputs}.\n\n"
            yield self.table(["quantity", "formula", "unit"], [
                [self.called("quantities", step["name"]), f"`{step['formula']}`", step["unit"]]
                for step in _working(cases[name])])

    def recorded(self) -> Iterator[str]:
        inputs = ", ".join(f"`{one}` {self.called('inputs', one)}" for one in (*recorded.INPUTS, *recorded.READING))
        yield f"`{recorded.RULE}`. {self.words['inputs']}: {inputs}.\n\n"
        yield self.table(["kind", "name", "quantity", "limit", "regulation", "confidence"], [
            [f"`{one.kind}`", self.of(one, "title"), f"{self.of(one, 'quantity')} ({one.unit})",
             self.of(one, "limit") or "—", one.regulation or "—", self._confidence(one.confidence)]
            for one in recorded.recorded_limits().values()])

    def editions(self) -> Iterator[str]:
        for edition in bundled().editions:
            yield f"\n### {edition.name}\n\n{self.of(edition, 'title')}. {self._validity(edition)}.\n"
            if self.of(edition, "note"):
                yield f"\n{self.of(edition, 'note')}\n"
            yield "\n" + self.table(["rule", "comparison", "clause", "confidence"], [
                [self.called("rules", name), self.words.get(one.comparison, one.comparison), self.clause(one.citation),
                 self._confidence(one.confidence)] for name, one in edition.procedures.items()])
            if edition.numbers:
                yield "\n" + self.table(["quantity", "value", "clause", "confidence"], [
                    [self._number_name(name), f"{one.text} {one.unit}", self.clause(one.citation),
                     self._confidence(one.confidence)] for name, one in edition.numbers.items()])
            for name, one in edition.tables.items():
                yield f"\n{self._number_name(name)} (`{name}`)\n\n{self._limits(one)}"

    def _number_name(self, name: str) -> str:
        return self.called("numbers" if name in wording()["numbers"] else "quantities", name)

    def _validity(self, edition: Edition) -> str:
        end = self.words["open"] if edition.valid_to is None else f"{self.words['until']} {edition.valid_to}"
        reference = f", {self.words['reference']}" if edition.reference_after else ""
        return (f"{self.words['in force']} {edition.valid_from} {end}{reference}"
                f" ({self._confidence(edition.validity_confidence)})")

    def _confidence(self, name: str) -> str:
        return self.called("confidence", name)

    def _limits(self, table: Table) -> str:
        """One line a range; a table of two arguments has a line for each pair."""
        first, *more = [self._number_name(one) for one in table.arguments]
        if not more:
            return self.table([first, "value", "clause", "confidence"],
                              [[self._range(row), *self._cell(row)] for row in table.rows])
        return self.table([first, more[0], "value", "clause", "confidence"],
                          [[self._range(row), self._range(inner), *self._cell(inner)]
                           for row in table.rows for inner in row.rows])

    def _range(self, row: Row) -> str:
        left, right = "[" if row.lower_closed else "(", "]" if row.upper_closed else ")"
        if row.upper is None:
            return f"{'≥' if row.lower_closed else '>'} {exact_or_12_digits(row.lower)}"
        return f"{left}{exact_or_12_digits(row.lower)}, {exact_or_12_digits(row.upper)}{right}"

    def _cell(self, row: Row) -> list[str]:
        one = row.number
        if one is None:
            return [self.words["none"], "", ""]
        return [f"{one.text} {one.unit}", self.clause(one.citation), self._confidence(one.confidence)]


def _cases() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in (*RULES, recorded.RULE)}
    for path in sorted(VECTORS.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            found[case["rule"]].append(case)
    return found


def _editions_of(rule: str) -> list[str]:
    return [edition.name for edition in bundled().editions if rule in edition.procedures]


def _working(cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The longest working among the cases: every step the rule may take."""
    traces = (judge_line({key: case.get(key) for key in ("rule", "on", "inputs")}, full=True).get("trace", [])
              for case in cases if "expected_problem" not in case)
    return max(traces, key=len, default=[])  # type: ignore[arg-type]


def filled(text: str, page: Page) -> str:
    return BLOCK.sub(lambda found: found[1] + "\n" + "".join(getattr(page, found[2])()) + "\n" + found[3], text)


def main(arguments: list[str]) -> None:
    stale: list[Path] = []
    for language, path in PAGES.items():
        text = path.read_text(encoding="utf-8")
        made = filled(text, Page(language))
        if made != text:
            stale.append(path)
            if "--check" not in arguments:
                path.write_text(made, encoding="utf-8")
    if stale and "--check" in arguments:
        sys.exit(f"stale, run `make contract`: {', '.join(path.name for path in stale)}")


if __name__ == "__main__":
    main(sys.argv[1:])
