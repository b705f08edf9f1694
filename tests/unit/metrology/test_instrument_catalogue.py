"""The catalogue of instruments: read strictly, and at one with what the registry knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.instrument_catalogue import USES, bundled, catalogue_of, read_catalogue
from server.metrology.problems import MetrologyProblem, wording
from server.registry import policy

CASES = json.loads((Path(__file__).parents[2] / "vectors/rulebooks/catalogues.json").read_text(encoding="utf-8"))
KINDS = [kind for kind in policy.INSTRUMENT_KINDS if kind != "other"]


def changed(case: dict[str, Any]) -> Any:
    given = json.loads(json.dumps(CASES["base"]))
    *path, last = case["path"]
    place = given
    for step in path:
        place = place[step]
    if "set" in case:
        place[last] = case["set"]
    else:
        del place[last]
    return given


def test_the_base_is_sound() -> None:
    assert list(read_catalogue(CASES["base"]).entries) == ["meter", "scale"]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["note"])
def test_what_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(MetrologyProblem) as refused:
        read_catalogue(changed(case))
    assert {"slug": refused.value.slug, "pointer": refused.value.pointer} == case["expected_problem"]


def test_every_kind_of_the_registry_is_in_the_catalogue() -> None:
    for catalogue in bundled():
        assert set(KINDS) <= set(catalogue.entries)


def test_an_edition_without_a_catalogue_is_refused_not_guessed() -> None:
    with pytest.raises(MetrologyProblem, match="rulebook_number_missing"):
        catalogue_of("JJG 0")


def test_every_answer_has_words() -> None:
    words = wording()["choices"]
    for entry in (entry for catalogue in bundled() for entry in catalogue.entries.values()):
        assert {entry.management, entry.form or entry.management, *entry.uses} <= set(words)
    assert {*USES, "yes", "no", "unknown"} <= set(words)
