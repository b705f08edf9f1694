"""What a file of vectors cannot hold: integers beyond every count, and lists as long as allowed."""

from __future__ import annotations

from typing import Any

import pytest

from server.metrology.inputs import MAX_LIST, Inputs
from server.metrology.problems import MetrologyProblem


def refusal(read: str, given: Any, **bounds: Any) -> tuple[str, str] | None:
    try:
        getattr(Inputs({"n": given}), read)("n", **bounds)
    except MetrologyProblem as problem:
        return problem.slug, problem.pointer
    return None


@pytest.mark.parametrize("given", [10**5000, -(10**5000), 10**30, "1" * 31], ids=range(4))
def test_a_count_has_thirty_figures_at_most(given: object) -> None:
    assert refusal("whole", given, at_least=-(10**40), at_most=10**40) == ("number_too_long", "/inputs/n")


@pytest.mark.parametrize("given", [10**30 - 1, "9" * 30, -7, "-7"])
def test_a_count_is_an_integer_or_its_figures(given: object) -> None:
    assert refusal("whole", given, at_least=-(10**40), at_most=10**40) is None


@pytest.mark.parametrize("given", ["1.0", " 1", "", True, ["1"], 1.5])
def test_nothing_else_is_a_count(given: object) -> None:
    assert refusal("whole", given, at_least=0, at_most=9) == ("whole_number_expected", "/inputs/n")


@pytest.mark.parametrize(
    ("read", "one", "slug", "bounds"),
    [
        ("days", "2026-11-23", "dates_too_many", {}),
        ("decimals", "1", "list_too_long", {"at_least": 1}),
        ("groups", {"a": "1"}, "list_too_long", {"names": ["a"]}),
    ],
)
def test_a_list_has_a_hundred_members_at_most(read: str, one: object, slug: str, bounds: dict[str, Any]) -> None:
    assert refusal(read, [one] * MAX_LIST, **bounds) is None
    assert refusal(read, [one] * (MAX_LIST + 1), **bounds) == (slug, "/inputs/n")
    assert MAX_LIST == 100
