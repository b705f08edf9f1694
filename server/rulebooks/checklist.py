"""One dated edition of a checklist, read strictly from its JSON and chosen by the day of judgement. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

VENUE_KINDS = ("market", "fuel_station", "charging_station", "optician", "shop", "supermarket", "restaurant",
               "grain_yard", "hospital", "gas_station", "utility", "parking", "taxi", "entertainment",
               "agricultural_inputs", "overload_station", "wholesale_market", "fair", "packer", "other")
# What a checklist may be about beside a kind of venue: asked by an instrument, by several venues, or by hand.
TOPICS = ("prepackage", "truck_scale", "energy_label", "environment")
SUBJECTS = (*VENUE_KINDS, *TOPICS)
TARGETS = ("organiser", "stall", "premises")
FAILURES = ("rectify", "info", "penalty")
CONFIDENCES = ("verified", "second_hand", "unverified", "drafted")  # drafted: by us, no clause stands behind it
ASKS = ("note", "photo", "measure")
MAX_ITEMS = 100
_CODE = re.compile(r"[a-z][a-z_]{2,39}\Z")
_ITEM_CODE = re.compile(r"[A-Z]{1,4}[0-9]{2}\Z")
_PENALTY = re.compile(r"PEN-[0-9]{2}\Z")


class BadChecklist(ValueError):
    """An edition that cannot be used; `pointer` names the place."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer}: {reason}")
        self.pointer, self.reason = pointer, reason


@dataclass(frozen=True)
class Item:
    """One question: a positive requirement, where it stands in law, how sure we are, what a failure asks for."""

    code: str
    text: str
    text_en: str
    clause: str
    clause_en: str
    guidance: str | None
    guidance_en: str | None
    on_failure: str
    penalty_code: str | None
    asks: tuple[str, ...]
    confidence: str


@dataclass(frozen=True)
class Checklist:
    """One edition; in force from `valid_from` to `valid_to`, both included."""

    code: str
    edition: str
    title: str
    title_en: str
    venue_kind: str  # its subject: the kind of venue, or a topic that several venues share
    target: str
    valid_from: date
    valid_to: date | None
    basis: str
    basis_en: str
    items: tuple[Item, ...]

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def wire(self) -> dict[str, Any]:
        """The synced state (dates as text)."""
        found = asdict(self)
        found["valid_from"] = self.valid_from.isoformat()
        found["valid_to"] = self.valid_to.isoformat() if self.valid_to else None
        found["items"] = [{**item, "asks": list(item["asks"])} for item in found["items"]]
        return found


class _Reader:
    """A JSON object whose fields are asked for by name; nothing may be left over."""

    def __init__(self, given: object, pointer: str) -> None:
        if not isinstance(given, Mapping):
            raise BadChecklist(pointer, "must be an object")
        self.rest, self.pointer = dict(given), pointer

    def bad(self, name: str, reason: str) -> BadChecklist:
        return BadChecklist(f"{self.pointer}/{name}", reason)

    def take(self, name: str) -> Any:
        if name not in self.rest:
            raise self.bad(name, "is missing")
        return self.rest.pop(name)

    def text(self, name: str, most: int = 500) -> str:
        value = self.take(name)
        if not isinstance(value, str) or not 0 < len(value) <= most or value != value.strip():
            raise self.bad(name, f"must be text of 1 to {most} characters")
        return value

    def optional(self, name: str) -> str | None:
        if name in self.rest and self.rest[name] is None:
            self.rest.pop(name)
            return None
        return self.text(name)

    def word(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.take(name)
        if value not in choices:
            raise self.bad(name, f"must be one of {', '.join(choices)}")
        return str(value)

    def matched(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self.text(name)
        if not pattern.match(value):
            raise self.bad(name, "is not in the expected form")
        return value

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name, 10))
        except ValueError as error:
            raise self.bad(name, "must be a date") from error

    def optional_day(self, name: str) -> date | None:
        if name in self.rest and self.rest[name] is None:
            self.rest.pop(name)
            return None
        return self.day(name)

    def entries(self, name: str) -> list[Any]:
        value = self.take(name)
        if not isinstance(value, list) or not 0 < len(value) <= MAX_ITEMS:
            raise self.bad(name, f"must be a list of 1 to {MAX_ITEMS}")
        return value

    def end(self) -> None:
        for name in self.rest:
            raise self.bad(name, "is not known")


def read_checklist(given: object, shared: Mapping[str, Mapping[str, Any]] | None = None) -> Checklist:
    """The one door for an edition. An item `{"use": "U04", …}` is that shared item, with its own words on top."""
    reader = _Reader(given, "")
    items = tuple(_item(entry, f"/items/{place}", shared or {})
                  for place, entry in enumerate(reader.entries("items")))
    codes = [item.code for item in items]
    if len(set(codes)) != len(codes):
        raise BadChecklist("/items", "a code stands twice")
    found = Checklist(
        code=reader.matched("code", _CODE), edition=reader.text("edition", 30), title=reader.text("title"),
        title_en=reader.text("title_en"), venue_kind=reader.word("venue_kind", SUBJECTS),
        target=reader.word("target", TARGETS), valid_from=reader.day("valid_from"),
        valid_to=reader.optional_day("valid_to"),
        basis=reader.text("basis"), basis_en=reader.text("basis_en"), items=items)
    reader.end()
    if found.valid_to and found.valid_to < found.valid_from:
        raise BadChecklist("/valid_to", "lies before valid_from")
    return found


def _item(given: object, pointer: str, shared: Mapping[str, Mapping[str, Any]]) -> Item:
    if isinstance(given, Mapping) and "use" in given:
        if given["use"] not in shared:
            raise BadChecklist(f"{pointer}/use", "names no shared item")
        given = {**shared[given["use"]], **{name: value for name, value in given.items() if name != "use"}}
    reader = _Reader(given, pointer)
    found = Item(
        code=reader.matched("code", _ITEM_CODE), text=reader.text("text"), text_en=reader.text("text_en"),
        clause=reader.text("clause"), clause_en=reader.text("clause_en"), guidance=reader.optional("guidance"),
        guidance_en=reader.optional("guidance_en"), on_failure=reader.word("on_failure", FAILURES),
        penalty_code=reader.optional("penalty_code"), asks=_asks(reader),
        confidence=reader.word("confidence", CONFIDENCES))
    reader.end()
    if (found.on_failure == "penalty") != (found.penalty_code is not None):
        raise BadChecklist(f"{pointer}/penalty_code", "goes with on_failure penalty, and only with it")
    if found.penalty_code and not _PENALTY.match(found.penalty_code):
        raise BadChecklist(f"{pointer}/penalty_code", "is not in the expected form")
    if (found.guidance is None) != (found.guidance_en is None):
        raise BadChecklist(f"{pointer}/guidance_en", "guidance stands in both languages or in none")
    return found


def _asks(reader: _Reader) -> tuple[str, ...]:
    asks = tuple(reader.entries("asks"))
    if any(ask not in ASKS for ask in asks) or len(set(asks)) != len(asks):
        raise reader.bad("asks", f"must be some of {', '.join(ASKS)}")
    return asks


def refuse_overlaps(checklists: Iterable[Checklist]) -> None:
    """Two editions of one checklist are never in force on the same day, and no edition stands twice."""
    by_code: dict[str, list[Checklist]] = {}
    for checklist in checklists:
        by_code.setdefault(checklist.code, []).append(checklist)
    for code, editions in by_code.items():
        if len({one.edition for one in editions}) != len(editions):
            raise BadChecklist(f"/{code}", "an edition stands twice")
        editions.sort(key=lambda one: one.valid_from)
        for before, after in pairwise(editions):
            if before.valid_to is None or before.valid_to >= after.valid_from:
                raise BadChecklist(f"/{code}/{after.edition}", f"overlaps {before.edition}")


def choose(checklists: Iterable[Checklist], code: str, on: date) -> Checklist | None:
    """The edition of `code` in force on the day of judgement, or None."""
    return next((one for one in checklists if one.code == code and one.is_in_force(on)), None)
