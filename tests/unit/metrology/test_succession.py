"""Newer editions over the bundled ones: who is closed, who is left out, and that the past keeps every word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.judge import judge_line
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import bundled
from server.metrology.rulebook_reader import read_edition
from server.metrology.stored_editions import over_bundled, parts, read_parts
from server.metrology.succession import closed, day_before, given_over_bundled

RULEBOOKS = Path("server/metrology/rulebooks")
ERROR, REPEATABILITY = "fuel_dispenser_error", "fuel_dispenser_repeatability"


def fuel(**changed: Any) -> dict[str, Any]:
    """The fuel edition of today under another name, with half the limit."""
    edition: dict[str, Any] = json.loads((RULEBOOKS / "jjg_443_2023.json").read_text(encoding="utf-8"))
    edition["numbers"]["mpe_percent"]["value"] = "0.15"
    return edition | {"edition": "D-1", "valid_from": "2027-06-01"} | changed


def named(library: Any, rule: str, on: str) -> str:
    found: str = library.choose(rule, on=on, scope=None, named=None).edition.name
    return found


def test_an_edition_of_one_rule_leaves_the_others_alone() -> None:
    library = given_over_bundled([fuel(rule=ERROR)])
    assert named(library, ERROR, "2027-05-31") == "JJG 443-2023"
    assert named(library, ERROR, "2027-06-01") == "D-1"
    assert named(library, REPEATABILITY, "2027-06-01") == "JJG 443-2023"


def test_whatever_is_asked_about_the_past_is_answered_as_before() -> None:
    library = given_over_bundled([[fuel(), fuel(edition="D-2", valid_from="2028-01-01")]])
    vectors = [case for path in sorted(Path("tests/vectors/metrology").glob("*.json"))
               for case in json.loads(path.read_text(encoding="utf-8"))]
    for case in vectors:
        line = {"rule": case["rule"], "inputs": case["inputs"], "on": min(case.get("on", ""), "2027-05-31") or None}
        assert judge_line(line, library=library) == judge_line(line)


def test_only_what_it_follows_is_closed() -> None:
    newer = read_edition(fuel())
    open_one, expired = (read_edition(fuel(edition="O", valid_from="2020-01-01", valid_to=until))
                         for until in (None, "2027-05-31"))
    assert closed(open_one, [newer]).valid_to == "2027-05-31"
    assert closed(expired, [newer]) is expired
    special = read_edition(fuel(edition="O", valid_from="2020-01-01", scope="special"))
    assert closed(special, [newer]) is special
    assert day_before("2028-03-01") == "2028-02-29"


def test_stored_goes_before_bundled_by_rule_and_name() -> None:
    mine = fuel(edition="JJG 443-2023", valid_from="2024-05-01", valid_to="2026-12-31", rule=ERROR)
    library = over_bundled([mine, fuel(valid_from="2027-01-01", rule=ERROR)])
    assert named(library, ERROR, "2026-12-31") == "JJG 443-2023"
    assert named(library, ERROR, "2027-01-01") == "D-1"
    assert named(library, REPEATABILITY, "2027-01-01") == "JJG 443-2023"
    assert len(library.editions) == sum(len(parts(one)) for one in bundled().editions) + 1


@pytest.mark.parametrize("unreadable", [{"format": "2"}, {"numbers": 7}, {"rule": "no_such"}, {"rule": ["x"]}])
def test_what_cannot_be_read_is_left_out(unreadable: dict[str, Any]) -> None:
    library = over_bundled([fuel(**unreadable), None, [], "x"])
    assert {one.name for one in library.editions} == {one.name for one in bundled().editions}


def test_one_that_cannot_be_read_hides_no_other() -> None:
    library = over_bundled([fuel(format="2"), fuel(edition="JJG 443-2023", valid_from="2024-05-01", rule=ERROR,
                                                   valid_to="2026-12-31"), fuel(valid_from="2027-01-01", rule=ERROR)])
    assert named(library, ERROR, "2027-01-01") == "D-1"


@pytest.mark.parametrize("rule", ["no_such", ["x"], 7])
def test_a_rule_that_the_edition_does_not_serve_is_named(rule: Any) -> None:
    with pytest.raises(MetrologyProblem) as refused:
        read_parts(fuel(rule=rule))
    assert (refused.value.slug, refused.value.pointer) == ("rulebook_field_invalid", "/rule")


def test_a_bundled_edition_gives_way_to_a_stored_one_of_the_same_days() -> None:
    library = over_bundled([fuel(edition="D-9", valid_from="2024-06-01", rule=ERROR)])
    assert "JJG 443-2023" not in {one.name for one in library.editions if ERROR in one.procedures}
    with pytest.raises(MetrologyProblem, match="rulebook_editions_overlap"):
        given_over_bundled([fuel(), fuel(edition="D-2")])
    with pytest.raises(MetrologyProblem, match="rulebook_edition_twice"):
        given_over_bundled([fuel(), fuel()])


def test_an_edition_may_say_which_of_its_rules_it_serves() -> None:
    served = [list(one.procedures) for one in read_parts(fuel())]
    assert served[:2] == [[ERROR], [REPEATABILITY]]
    assert len(served) == len(fuel()["procedures"])
    assert [list(one.procedures) for one in read_parts(fuel(rule=ERROR))] == [[ERROR]]
