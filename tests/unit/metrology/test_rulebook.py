"""Editions: a table with a gap or an overlap is refused, and the date of judgement chooses."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.problems import MetrologyProblem, wording
from server.metrology.rulebook import Library, bundled
from server.metrology.rulebook_reader import read_edition
from server.metrology.rules import RULES, evaluate

FILE = json.loads((Path(__file__).parents[2] / "vectors/rulebooks/editions.json").read_text(encoding="utf-8"))


def changed(base: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    edition = copy.deepcopy(base)
    for path, value in [*case["set"], *((path, ...) for path in case["drop"])]:
        place = edition
        for step in path[:-1]:
            place = place[step]
        if value is ...:
            del place[path[-1]]
        else:
            place[path[-1]] = value
    return edition


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["note"])
def test_reading_an_edition(case: dict[str, Any]) -> None:
    edition = changed(FILE["base"], case)
    if case["expected_problem"] is None:
        assert read_edition(edition).name == "D-1"
        return
    with pytest.raises(MetrologyProblem) as refused:
        read_edition(edition)
    assert {"slug": refused.value.slug, "pointer": refused.value.pointer} == case["expected_problem"]


def edition(name: str, valid_from: str, valid_to: str | None, **more: Any) -> Any:
    return read_edition(FILE["base"] | {"edition": name, "valid_from": valid_from, "valid_to": valid_to} | more)


def test_two_editions_never_rule_on_the_same_day() -> None:
    with pytest.raises(MetrologyProblem, match="rulebook_editions_overlap"):
        Library([edition("D-1", "2020-01-01", "2021-01-01"), edition("D-2", "2021-01-01", None)])
    Library([edition("D-1", "2020-01-01", "2020-12-31"), edition("D-2", "2021-01-01", None)])


def test_an_edition_is_there_once() -> None:
    with pytest.raises(MetrologyProblem, match="rulebook_edition_twice"):
        Library([edition("D-1", "2020-01-01", "2020-12-31"), edition("D-1", "2021-01-01", None)])


def test_the_particular_goes_before_the_general() -> None:
    library = Library([edition("D-1", "2020-01-01", None), edition("D-2", "2021-01-01", None, scope="special")])

    def chosen(on: str, scope: str | None) -> str:
        return library.choose("gbt8170_round", on=on, scope=scope, named=None).edition.name

    assert chosen("2020-12-31", "special") == "D-1"
    assert chosen("2021-01-01", "special") == "D-2"
    assert chosen("2021-01-01", None) == "D-1"


def test_a_later_library_replaces_the_bundled_one() -> None:
    """An administrator's edition needs no release: the same call takes another library."""
    library = Library([edition("D-1", "2020-01-01", None)])
    assert evaluate("gbt8170_round", {"value": "1", "interval": "1"}, "2026-11-23", library=library).edition == "D-1"
    with pytest.raises(MetrologyProblem, match="edition_missing"):
        evaluate("gbt8170_round", {"value": "1", "interval": "1"}, "2019-11-23", library=library)


def test_an_edition_without_the_numbers_of_a_rule_is_refused_not_guessed() -> None:
    procedure = FILE["base"]["procedures"]["gbt8170_round"]
    library = Library([edition("D-1", "2020-01-01", None, procedures={"fuel_dispenser_repeatability": procedure})])
    with pytest.raises(MetrologyProblem, match="rulebook_number_missing"):
        evaluate("fuel_dispenser_repeatability", {"errors_percent": ["0", "0", "0"]}, "2026-11-23", library=library)


def test_every_rule_has_an_edition_today() -> None:
    for rule, known in RULES.items():
        scope = known.scopes[0] if known.scopes else None
        assert bundled().choose(rule, on="2026-11-23", scope=scope, named=None).edition.procedures[rule]


def test_every_refusal_and_every_quantity_has_words() -> None:
    sources = [path.read_text("utf-8") for path in Path("server/metrology").rglob("*.py")]
    words = wording()
    for slug in words["problems"]:
        assert any(f'"{slug}"' in source for source in sources), f"{slug} is never raised"
    for group in words.values():
        for entry in group.values():
            assert set(entry) == {"title", "title_en"}
            assert all(entry.values())
    assert set(words["rules"]) == {*RULES, "record_only"}
    named = {name for edition in bundled().editions for name in (*edition.numbers, *edition.tables, *edition.dates)}
    asked = {name for edition in bundled().editions for one in edition.tables.values() for name in one.arguments}
    assert named | asked <= {*words["numbers"], *words["quantities"]}
    assert {name for rule in RULES.values() for name in rule.inputs} <= set(words["inputs"])
