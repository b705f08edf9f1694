"""What a draft of an edition is worth: its cases come out or not, and what stands against publishing it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from server.kernel.columns import canonical
from server.kernel.problems import Invalid, field_error
from server.metrology.demands import DEMANDS
from server.metrology.edition import Edition
from server.metrology.judge import judge_line
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import PLAIN_DECIMAL, parse
from server.metrology.rulebook import Library
from server.metrology.rulebook_reader import read_edition
from server.metrology.stored_editions import fitting, parts
from server.metrology.succession import closed

MAX_BYTES = 256 * 1024
MAX_CASES = 500
LEAST_CASES = 3
MAX_NAME = 100
_NAME = re.compile(r"[^\s\x00-\x1f\x7f](.*[^\s\x00-\x1f\x7f])?\Z")
NEAR = Fraction(1, 10**6)
EXPECTED = ("verdict", "values", "edition", "basis", "problem")


@dataclass(frozen=True)
class Outcome:
    """One case after it was judged: what it expected, what came, and in which members both differ."""

    place: int
    case: Mapping[str, Any]
    came: Mapping[str, Any]
    differs: tuple[str, ...]
    # Judged by the draft itself; a case of another day shows that the past stays, but proves nothing of the draft.
    concerns: bool


@dataclass(frozen=True)
class Report:
    """Every case with what came of it, and each reason why this edition cannot be published, as a field error."""

    outcomes: Sequence[Outcome]
    obstacles: Sequence[dict[str, str]]


def read_content(content: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]) -> Edition:
    """The edition, or the problem that names the field which is wrong."""
    if len(canonical({"content": content, "cases": cases}).encode()) > MAX_BYTES:
        raise Invalid(errors=[field_error("/content", "too_large", f"edition and cases exceed {MAX_BYTES} bytes")])
    try:
        edition = read_edition(content)
    except MetrologyProblem as problem:
        pointer = f"/content{problem.pointer}"[:300]
        raise Invalid(errors=[field_error(pointer, problem.slug, problem.title_en)]) from problem
    if len(edition.name) > MAX_NAME or not _NAME.match(edition.name):
        raise Invalid(errors=[field_error("/content/edition", "pattern", f"a name of 1 to {MAX_NAME} characters")])
    return edition


def tested(edition: Edition, content: Mapping[str, Any], cases: Sequence[Mapping[str, Any]], stored: Library,
           taken: Collection[str], today: date) -> Report:
    """Runs the cases against the stored editions and this one, with those it follows closed the day before."""
    mine = parts(edition)
    before = [closed(one, mine) for one in stored.editions]
    library = fitting([*mine, *before])
    outcomes = [_outcome(place, case, edition, library) for place, case in enumerate(cases)]
    obstacles = [*_untimely(edition, before, taken, today), *_unknown(content), *_unproved(edition, outcomes)]
    return Report(outcomes, obstacles)


def _outcome(place: int, case: Mapping[str, Any], edition: Edition, library: Library) -> Outcome:
    came = judge_line({name: case.get(name) for name in ("rule", "on", "inputs")}, library=library)
    differs = tuple(name for name in EXPECTED if not _is_as_expected(name, case, came))
    return Outcome(place, case, came, differs, concerns=came["edition"] == edition.name)


def _is_as_expected(name: str, case: Mapping[str, Any], came: Mapping[str, Any]) -> bool:
    """A case that expects a problem expects no verdict; of values, those that it names are compared."""
    expected, got = case.get(f"expected_{name}"), came[name]
    if name == "problem":
        said = None if got is None else {"slug": got["slug"], "pointer": got["pointer"]}
        return said == expected
    if name == "values":
        return all(key in got and _is_same(value, got[key]) for key, value in (expected or {}).items())
    return expected is None or bool(got == expected)


def _is_same(expected: object, got: object) -> bool:
    """`~` before a value means within 1e-6; anything else is compared as it is written."""
    if isinstance(expected, str) and expected.startswith("~") and isinstance(got, str):
        try:
            return bool(PLAIN_DECIMAL.fullmatch(got)) and abs(Fraction(got) - parse(expected[1:])) <= NEAR
        except MetrologyProblem:
            return False
    return type(expected) is type(got) and expected == got


def _untimely(edition: Edition, before: Sequence[Edition], taken: Collection[str],
              today: date) -> Iterator[dict[str, str]]:
    """A new rule begins tomorrow at the earliest: it may not reach back over records that were judged already."""
    if edition.name in taken:
        yield field_error("/content/edition", "edition_taken", "is published already")
        return
    if edition.valid_from <= today.isoformat():
        yield field_error("/content/valid_from", "not_future", f"must be after {today}")
    try:
        Library([*before, *parts(edition)])
    except MetrologyProblem as problem:
        yield field_error(f"/content{problem.pointer}", problem.slug, problem.title_en)


def _unknown(content: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Names that the evaluator does not know, or asks for and would not find, or would misunderstand."""
    if not content["procedures"]:
        yield field_error("/content/procedures", "required", "serves no rule")
    asked = []
    for rule in content["procedures"]:
        if rule in DEMANDS:
            asked.append(DEMANDS[rule])
        else:
            yield field_error(_at("procedures", rule), "rule_unknown", "is no rule of this version")
    units = {name: unit for one in asked for name, unit in one.numbers.items()}
    shapes = {name: shape for one in asked for name, shape in one.tables.items()}
    optional = frozenset(name for one in asked for name in one.optional)
    yield from _differing("numbers", {name: {"unit": unit} for name, unit in units.items()}, content, optional)
    yield from _differing("tables", {name: {"arguments": [*shape.arguments], "unit": shape.unit}
                                     for name, shape in shapes.items()}, content, optional)
    yield from _differing("dates", {name: {} for one in asked for name in one.dates}, content, optional)


def _differing(group: str, wanted: Mapping[str, Mapping[str, Any]], content: Mapping[str, Any],
               optional: Collection[str]) -> Iterator[dict[str, str]]:
    found = content.get(group) or {}
    for name in found:
        if name not in wanted:
            yield field_error(_at(group, name), "name_unknown", "is asked for by no rule of this edition")
    for name, members in wanted.items():
        if name not in found and name in optional:
            continue
        if name not in found:
            yield field_error(_at(group, name), "name_missing", "is asked for by a rule of this edition")
            continue
        for member, value in members.items():
            if found[name][member] != value:
                said = ", ".join(value) if isinstance(value, list) else value
                yield field_error(f"{_at(group, name)}/{member}", f"wrong_{member}", f"must be {said}")


def _unproved(edition: Edition, outcomes: Sequence[Outcome]) -> Iterator[dict[str, str]]:
    counts = Counter(one.case["rule"] for one in outcomes if one.concerns)
    for rule in edition.procedures:
        if counts[rule] < LEAST_CASES:
            yield field_error(_at("procedures", rule), "too_few_cases",
                              f"needs at least {LEAST_CASES} cases that this edition judges, has {counts[rule]}")
    for one in outcomes:
        if one.differs:
            yield field_error(f"/cases/{one.place}", "case_failed", "did not come out: " + ", ".join(one.differs))


def _at(group: str, name: str) -> str:
    return f"/content/{group}/" + name[:100].replace("~", "~0").replace("/", "~1")
