"""Turns the JSON of one edition into typed numbers and tables, and refuses anything incomplete.

Each number carries a unit, a citation and how sure we are of it; each table covers its range without gap or overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from server.metrology.dates import is_calendar_date
from server.metrology.edition import Citation, Day, Edition, Number, Procedure, Row, Table
from server.metrology.problems import MetrologyProblem, pointer_to
from server.metrology.rationals import parse

CONFIDENCE = ("verified", "second_hand", "unverified")
MAX_TEXT = 1000
MAX_ROWS = 100
MAX_ARGUMENTS = 2


class Part:
    """A JSON object being read: every field is asked for by name and type, and nothing may be left over."""

    def __init__(self, given: object, pointer: str) -> None:
        if not isinstance(given, Mapping):
            raise MetrologyProblem("rulebook_field_invalid", pointer)
        self.given: Mapping[str, object] = given
        self.pointer = pointer

    def fail(self, name: str) -> MetrologyProblem:
        return MetrologyProblem("rulebook_field_invalid", f"{self.pointer}/{name}")

    def only(self, *names: str) -> None:
        for name in self.given:
            if name not in names:
                raise MetrologyProblem("rulebook_field_unknown", pointer_to(self.pointer, str(name)))

    def text(self, name: str, *, may_be_empty: bool = False) -> str:
        value = self.given.get(name)
        if not isinstance(value, str) or len(value) > MAX_TEXT or (value == "" and not may_be_empty):
            raise self.fail(name)
        return value

    def optional_text(self, name: str) -> str | None:
        return None if self.given.get(name) is None else self.text(name)

    def flag(self, name: str) -> bool:
        value = self.given.get(name)
        if not isinstance(value, bool):
            raise self.fail(name)
        return value

    def decimal(self, name: str) -> Fraction:
        return parse(self.text(name), f"{self.pointer}/{name}")

    def day(self, name: str) -> str:
        value = self.text(name)
        if not is_calendar_date(value):
            raise self.fail(name)
        return value

    def confidence(self, name: str = "confidence") -> str:
        value = self.text(name)
        if value not in CONFIDENCE:
            raise self.fail(name)
        return value

    def names(self, name: str) -> list[str]:
        return list(Part(self.given.get(name), f"{self.pointer}/{name}").given)

    def part(self, name: str) -> Part:
        return Part(self.given.get(name), f"{self.pointer}/{name}")

    def parts(self, name: str) -> list[Part]:
        items = self.given.get(name)
        if not isinstance(items, list) or not 0 < len(items) <= MAX_ROWS:
            raise self.fail(name)
        return [Part(item, f"{self.pointer}/{name}/{index}") for index, item in enumerate(items)]


def read_edition(given: object) -> Edition:
    """The one door for an edition, bundled or pulled from a server."""
    part = Part(given, "")
    part.only(
        "format", "edition", "title", "title_en", "scope", "valid_from", "valid_to", "validity_confidence",
        "reference_after", "note", "note_en", "procedures", "numbers", "tables", "dates",
    )  # fmt: skip
    if part.text("format") != "1":
        raise part.fail("format")
    valid_from = part.day("valid_from")
    valid_to = None if part.given.get("valid_to") is None else part.day("valid_to")
    if valid_to is not None and valid_to < valid_from:
        raise part.fail("valid_to")
    return Edition(
        name=part.text("edition"),
        title=part.text("title"),
        title_en=part.text("title_en"),
        scope=part.optional_text("scope"),
        valid_from=valid_from,
        valid_to=valid_to,
        validity_confidence=part.confidence("validity_confidence"),
        reference_after=part.flag("reference_after"),
        note=part.text("note", may_be_empty=True),
        note_en=part.text("note_en", may_be_empty=True),
        procedures={name: _procedure(part.part("procedures").part(name)) for name in part.names("procedures")},
        numbers={name: _number(part.part("numbers").part(name)) for name in part.names("numbers")},
        tables={name: _table(part.part("tables").part(name)) for name in part.names("tables")},
        dates=_dates(part),
    )


def _procedure(part: Part) -> Procedure:
    part.only("comparison", "confidence", "citation")
    # 全数值比较法 is all these rules use; a rule judged on rounded values will have to say so here.
    if part.text("comparison") != "full_value":
        raise part.fail("comparison")
    return Procedure("full_value", part.confidence(), read_citation(part.part("citation")))


def _number(part: Part) -> Number:
    part.only("value", "unit", "confidence", "citation")
    citation = read_citation(part.part("citation"))
    return Number(part.text("value"), part.decimal("value"), part.text("unit"), part.confidence(), citation)


def _dates(part: Part) -> Mapping[str, Day]:
    """Only an edition with a timetable has them; most have none."""
    if part.given.get("dates") is None:
        return {}
    return {name: _day(part.part("dates").part(name)) for name in part.names("dates")}


def _day(part: Part) -> Day:
    part.only("value", "confidence", "citation")
    return Day(part.day("value"), part.confidence(), read_citation(part.part("citation")))


def read_citation(part: Part) -> Citation:
    part.only("document", "edition", "clause", "clause_en")
    return Citation(part.text("document"), part.text("edition"), part.text("clause"), part.text("clause_en"))


def _table(part: Part) -> Table:
    part.only("arguments", "unit", "confidence", "citation", "rows")
    arguments = part.given.get("arguments")
    if not isinstance(arguments, list) or not 0 < len(arguments) <= MAX_ARGUMENTS:
        raise part.fail("arguments")
    if not all(isinstance(argument, str) and argument for argument in arguments):
        raise part.fail("arguments")
    frame = Number("0", Fraction(0), part.text("unit"), part.confidence(), read_citation(part.part("citation")))
    return Table(tuple(arguments), _rows(part, frame, len(arguments)))


def _rows(part: Part, frame: Number, depth: int) -> Sequence[Row]:
    rows = [_row(item, frame, depth) for item in part.parts("rows")]
    for index, (before, after) in enumerate(pairwise(rows)):
        _refuse_seam(before, after, f"{part.pointer}/rows/{index + 1}")
    return tuple(rows)


def _row(part: Part, frame: Number, depth: int) -> Row:
    part.only("from", "from_closed", "to", "to_closed", "value", "confidence", "rows")
    interval = read_interval(part)
    rows = _rows(part, frame, depth - 1) if depth > 1 else ()
    number = _row_number(part, frame) if depth == 1 else None
    return Row(*interval, number, rows)


def read_interval(part: Part) -> tuple[Fraction, bool, Fraction | None, bool]:
    """Where a row begins and ends, and whether its ends belong to it; one that covers nothing is refused."""
    lower = part.decimal("from")
    upper = None if part.given.get("to") is None else part.decimal("to")
    lower_closed, upper_closed = part.flag("from_closed"), part.flag("to_closed")
    if upper is not None and (upper < lower or (upper == lower and not (lower_closed and upper_closed))):
        raise part.fail("to")
    return lower, lower_closed, upper, upper_closed


def _row_number(part: Part, frame: Number) -> Number | None:
    """`value: null` says in so many words that the document sets no limit here."""
    if "value" not in part.given or "rows" in part.given:
        raise part.fail("value")
    if part.given["value"] is None:
        return None
    confidence = frame.confidence if part.given.get("confidence") is None else part.confidence()
    return Number(part.text("value"), part.decimal("value"), frame.unit, confidence, frame.citation)


def _refuse_seam(before: Row, after: Row, pointer: str) -> None:
    """Neighbours meet in one point that belongs to exactly one of them."""
    if before.upper is None or before.upper > after.lower:
        raise MetrologyProblem("rulebook_overlap", pointer)
    if before.upper < after.lower:
        raise MetrologyProblem("rulebook_gap", pointer)
    if before.upper_closed and after.lower_closed:
        raise MetrologyProblem("rulebook_overlap", pointer)
    if not before.upper_closed and not after.lower_closed:
        raise MetrologyProblem("rulebook_gap", pointer)
