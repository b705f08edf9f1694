"""What the rules say they ask of an edition is what they ask, and what the bundled editions carry."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from server.metrology.conclusion import Working
from server.metrology.demands import DEMANDS
from server.metrology.judge import judge_line
from server.metrology.rules import RULES
from tests.parity.lines import lines

BUNDLED = [json.loads(path.read_text("utf-8")) for path in sorted(Path("server/metrology/rulebooks").glob("*.json"))]


@pytest.mark.parametrize("edition", BUNDLED, ids=lambda edition: edition["edition"])
def test_a_bundled_edition_carries_just_what_its_rules_ask_for(edition: dict[str, Any]) -> None:
    asked = [DEMANDS[rule] for rule in edition["procedures"]]
    spared = {name for one in asked for name in one.optional if name not in edition["numbers"]}
    assert {name: one["unit"] for name, one in edition["numbers"].items()} == {
        name: unit for one in asked for name, unit in one.numbers.items() if name not in spared}
    assert {name: (tuple(one["arguments"]), one["unit"]) for name, one in edition["tables"].items()} == {
        name: (shape.arguments, shape.unit) for one in asked for name, shape in one.tables.items()}
    assert set(edition.get("dates", ())) == {name for one in asked for name in one.dates}


def test_nothing_else_is_ever_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every number and table that the rules reach for while they judge thousands of lines."""
    numbers, tables, dates = (defaultdict[str, set[str]](set) for _ in range(3))

    def noting(method: str, where: dict[str, set[str]]) -> None:
        asked = getattr(Working, method)

        def noted(self: Working, name: str) -> Any:
            where[self.rule].add(name)
            return asked(self, name)

        monkeypatch.setattr(Working, method, noted)

    noting("number", numbers)
    noting("table", tables)
    noting("edition_day", dates)
    for line in lines(7, 30_000):
        try:
            judge_line(json.loads(line))
        except ValueError:
            continue
    assert set(DEMANDS) == set(RULES)
    for rule, demand in DEMANDS.items():
        assert numbers[rule] == set(demand.numbers), rule
        assert tables[rule] == set(demand.tables), rule
        assert dates[rule] == set(demand.dates), rule
