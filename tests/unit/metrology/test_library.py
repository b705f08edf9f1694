"""A library of editions: which may stand beside each other, in what order, and which one is chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.edition import Edition
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import Library
from server.metrology.rulebook_reader import read_edition

# The phone's twin reads the same.
FOLDER = Path(__file__).parents[2] / "vectors" / "rulebooks"
BASE: dict[str, Any] = json.loads((FOLDER / "editions.json").read_text(encoding="utf-8"))["base"]
CASES = json.loads((FOLDER / "libraries.json").read_text(encoding="utf-8"))
PROCEDURE = BASE["procedures"]["gbt8170_round"]


def edition(changes: dict[str, Any]) -> Edition:
    told = {name: value for name, value in changes.items() if name != "rules"}
    return read_edition(BASE | told | {"procedures": dict.fromkeys(changes["rules"], PROCEDURE)})


def problem_of(refused: pytest.ExceptionInfo[MetrologyProblem]) -> dict[str, str]:
    return {"slug": refused.value.slug, "pointer": refused.value.pointer}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"])
def test_a_library(case: dict[str, Any]) -> None:
    editions = [edition(one) for one in case["editions"]]
    if "expected_problem" in case:
        with pytest.raises(MetrologyProblem) as refused:
            Library(editions)
        assert problem_of(refused) == case["expected_problem"]
        return
    library = Library(editions)
    order = [[one.name, next(iter(one.procedures))] for one in library.editions]
    assert order == case.get("expected_order", order)
    for asked in case.get("asked", ()):
        assert_chosen(library, **asked)


def assert_chosen(library: Library, rule: str, expected: list[str] | None = None,
                  expected_problem: dict[str, str] | None = None, **wanted: Any) -> None:  # fmt: skip
    if expected_problem is None:
        choice = library.choose(rule, **wanted)
        assert [choice.edition.name, choice.ground] == expected, wanted
        return
    with pytest.raises(MetrologyProblem) as refused:
        library.choose(rule, **wanted)
    assert problem_of(refused) == expected_problem, wanted
