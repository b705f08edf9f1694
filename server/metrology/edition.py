"""One dated edition as the evaluator sees it: numbers, tables and procedures, each with its citation and confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Citation:
    document: str
    edition: str
    clause: str
    clause_en: str

    def __str__(self) -> str:
        return f"{self.document}-{self.edition} {self.clause}"

    def in_english(self) -> str:
        return f"{self.document}-{self.edition} {self.clause_en}"


@dataclass(frozen=True)
class Number:
    """A number of an edition: its text as the edition prints it, its value, and where it comes from."""

    text: str
    value: Fraction
    unit: str
    confidence: str
    citation: Citation


@dataclass(frozen=True)
class Day:
    """A day that an edition sets. The order of two such texts is the order of the days."""

    text: str
    confidence: str
    citation: Citation


@dataclass(frozen=True)
class Procedure:
    """Where the formula of a rule comes from, and how a result is compared with its limit."""

    comparison: str
    confidence: str
    citation: Citation


@dataclass(frozen=True)
class Row:
    lower: Fraction
    lower_closed: bool
    upper: Fraction | None
    upper_closed: bool
    number: Number | None
    rows: Sequence[Row]

    def covers(self, argument: Fraction) -> bool:
        above = argument > self.lower or (self.lower_closed and argument == self.lower)
        below = self.upper is None or argument < self.upper or (self.upper_closed and argument == self.upper)
        return above and below


@dataclass(frozen=True)
class Table:
    arguments: Sequence[str]
    rows: Sequence[Row]

    def find(self, *arguments: Fraction) -> Number | None:
        """The number for these arguments; None where the table says nothing."""
        rows, number = self.rows, None
        for argument in arguments:
            row = next((row for row in rows if row.covers(argument)), None)
            if row is None:
                return None
            rows, number = row.rows, row.number
        return number


@dataclass(frozen=True)
class Edition:
    name: str
    title: str
    title_en: str
    scope: str | None
    valid_from: str
    valid_to: str | None
    validity_confidence: str
    reference_after: bool
    note: str
    note_en: str
    procedures: Mapping[str, Procedure]
    numbers: Mapping[str, Number]
    tables: Mapping[str, Table]
    dates: Mapping[str, Day]

    def is_in_force(self, on: str) -> bool:
        return self.valid_from <= on and not self.has_expired(on)

    def has_expired(self, on: str) -> bool:
        return self.valid_to is not None and self.valid_to < on
