"""The catalogue of instruments: read strictly, and at one with what the registry knows."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from server.metrology.edition import Citation, Row
from server.metrology.instrument_catalogue import (
    USES,
    Catalogue,
    Entry,
    Period,
    Span,
    bundled,
    catalogue_of,
    read_catalogue,
)
from server.metrology.problems import MetrologyProblem, wording
from server.registry import policy

CASES = json.loads((Path(__file__).parents[2] / "vectors/rulebooks/catalogues.json").read_text(encoding="utf-8"))
FILES = sorted((Path(__file__).parents[3] / "server" / "metrology" / "catalogue").glob("*.json"))
Json = dict[str, Any]
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


def span(given: Json | None) -> Span | None:
    if given is None:
        return None
    upper = None if given.get("to") is None else Fraction(given["to"])
    row = Row(Fraction(given["from"]), given["from_closed"], upper, given["to_closed"], None, ())
    return Span(given["input"], row)


def period(given: Json) -> Period:
    own = {"months": int(given["months"]), "when": span(given.get("when")), "citation": Citation(**given["citation"])}
    return Period(**given | own)


def entry(given: Json) -> Entry:
    own = {"form": given.get("form"), "range": span(given.get("range")), "uses": tuple(given["uses"]),
           "citation": Citation(**given["citation"]), "periods": tuple(map(period, given["periods"]))}  # fmt: skip
    return Entry(**{name: told for name, told in given.items() if name != "kind"} | own)


def catalogue(given: Json) -> Catalogue:
    """As it stands in its file, field by field."""
    own = {"editions": tuple(given["editions"]), "entries": {row["kind"]: entry(row) for row in given["rows"]}}
    return Catalogue(**{name: told for name, told in given.items() if name not in ("format", "rows")} | own)


def test_the_base_is_sound() -> None:
    assert list(read_catalogue(CASES["base"]).entries) == ["meter", "scale"]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["note"])
def test_what_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(MetrologyProblem) as refused:
        read_catalogue(changed(case))
    assert {"slug": refused.value.slug, "pointer": refused.value.pointer} == case["expected_problem"]


@pytest.mark.parametrize("case", CASES["accepted"], ids=lambda case: case["note"])
def test_what_is_taken_is_what_stands_there(case: dict[str, Any]) -> None:
    given = changed(case)
    assert read_catalogue(given) == catalogue(given)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_read_is_what_stands_there(path: Path) -> None:
    given = json.loads(path.read_text(encoding="utf-8"))
    assert read_catalogue(given) == catalogue(given)


def test_every_kind_of_the_registry_is_in_the_catalogue() -> None:
    for catalogue in bundled():
        assert set(KINDS) <= set(catalogue.entries)


def test_an_edition_without_a_catalogue_is_refused_not_guessed() -> None:
    with pytest.raises(MetrologyProblem) as refused:
        catalogue_of("JJG 0")
    assert (refused.value.slug, refused.value.pointer) == ("rulebook_number_missing", "/edition")


def test_every_answer_has_words() -> None:
    words = wording()["choices"]
    for entry in (entry for catalogue in bundled() for entry in catalogue.entries.values()):
        assert {entry.management, entry.form or entry.management, *entry.uses} <= set(words)
    assert {*USES, "yes", "no", "unknown"} <= set(words)
