"""The catalogue of instruments under mandatory management: kinds, modes, uses, sizes and periods, each row cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.metrology import strict_json
from server.metrology.edition import Citation, Row
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook_reader import Part, read_citation, read_interval

MANAGEMENT = ("type_approval_and_verification", "verification", "type_approval", "none", "unknown")
FORMS = ("periodic", "first_until_failure", "first_then_replaced", "mixed")
PERIOD_FORMS = ("periodic", "life")
USES = ("trade", "safety", "medical", "environment", "law_enforcement")
SIZES = ("nominal_diameter_DN", "gas_meter_size_G", "permanent_flow_Q3")
LONGEST_MONTHS = 240


@dataclass(frozen=True)
class Span:
    """The sizes a row is about, named by the input that tells the size."""

    input: str
    row: Row


@dataclass(frozen=True)
class Period:
    """The longest time between verifications, or in use, for instruments of this size."""

    form: str
    months: int
    when: Span | None
    when_optional: bool
    confidence: str
    citation: Citation


@dataclass(frozen=True)
class Entry:
    """One kind of instrument. `doubtful`: whether it is listed at all is not known for certain."""

    title: str
    title_en: str
    management: str
    form: str | None
    uses: Sequence[str]
    doubtful: bool
    range: Span | None
    range_known: bool
    in_force_from: str
    confidence: str
    citation: Citation
    note: str
    note_en: str
    periods: Sequence[Period]

    @property
    def needs_verification(self) -> bool:
        return self.management in ("type_approval_and_verification", "verification")


@dataclass(frozen=True)
class Catalogue:
    """One announcement. `editions` names the rulebook editions that judge by it."""

    title: str
    title_en: str
    announcement: str
    announcement_en: str
    announced_on: str
    editions: Sequence[str]
    note: str
    note_en: str
    entries: Mapping[str, Entry]


def catalogue_of(edition: str) -> Catalogue:
    for catalogue in bundled():
        if edition in catalogue.editions:
            return catalogue
    raise MetrologyProblem("rulebook_number_missing", "/edition")


@cache
def bundled() -> Sequence[Catalogue]:
    """The catalogues that ship with the program; the phone bundles the same files."""
    folder = Path(__file__).parent / "catalogue"
    return tuple(
        read_catalogue(strict_json.read_document(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.json"))
    )


def read_catalogue(given: object) -> Catalogue:
    part = Part(given, "")
    part.only(
        "format", "title", "title_en", "announcement", "announcement_en", "announced_on", "editions", "note", "note_en",
        "rows",
    )  # fmt: skip
    if part.text("format") != "1":
        raise part.fail("format")
    return Catalogue(
        title=part.text("title"),
        title_en=part.text("title_en"),
        announcement=part.text("announcement"),
        announcement_en=part.text("announcement_en"),
        announced_on=part.day("announced_on"),
        editions=_texts(part, "editions"),
        note=part.text("note", may_be_empty=True),
        note_en=part.text("note_en", may_be_empty=True),
        entries=_entries(part),
    )


def _entries(part: Part) -> Mapping[str, Entry]:
    entries: dict[str, Entry] = {}
    for row in part.parts("rows"):
        kind = row.text("kind")
        if kind in entries:
            raise row.fail("kind")
        entries[kind] = _entry(row)
    return entries


def _entry(part: Part) -> Entry:
    part.only(
        "kind", "title", "title_en", "management", "form", "uses", "doubtful", "range", "range_known", "in_force_from",
        "confidence", "citation", "note", "note_en", "periods",
    )  # fmt: skip
    return Entry(
        title=part.text("title"),
        title_en=part.text("title_en"),
        management=_word(part, "management", MANAGEMENT),
        form=None if part.given.get("form") is None else _word(part, "form", FORMS),
        uses=_texts(part, "uses", USES),
        doubtful=part.flag("doubtful"),
        range=_span(part, "range"),
        range_known=part.flag("range_known"),
        in_force_from=part.day("in_force_from"),
        confidence=part.confidence(),
        citation=read_citation(part.part("citation")),
        note=part.text("note", may_be_empty=True),
        note_en=part.text("note_en", may_be_empty=True),
        periods=() if part.given.get("periods") == [] else tuple(_period(item) for item in part.parts("periods")),
    )


def _period(part: Part) -> Period:
    part.only("form", "months", "when", "when_optional", "confidence", "citation")
    months = part.decimal("months")
    if months.denominator != 1 or not 0 < months <= LONGEST_MONTHS:
        raise part.fail("months")
    return Period(
        form=_word(part, "form", PERIOD_FORMS),
        months=months.numerator,
        when=_span(part, "when"),
        when_optional=part.flag("when_optional"),
        confidence=part.confidence(),
        citation=read_citation(part.part("citation")),
    )


def _span(part: Part, name: str) -> Span | None:
    if part.given.get(name) is None:
        return None
    span = part.part(name)
    span.only("input", "from", "from_closed", "to", "to_closed")
    row = Row(*read_interval(span), None, ())
    return Span(_word(span, "input", SIZES), row)


def _word(part: Part, name: str, words: Sequence[str]) -> str:
    word = part.text(name)
    if word not in words:
        raise part.fail(name)
    return word


def _texts(part: Part, name: str, words: Sequence[str] | None = None) -> Sequence[str]:
    items = part.given.get(name)
    if not isinstance(items, list):
        raise part.fail(name)
    for item in items:
        if not isinstance(item, str) or item == "" or (words is not None and item not in words):
            raise part.fail(name)
    return tuple(items)
