"""Reads what was typed: every input is checked here, in the order a procedure asks, and refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from server.metrology.problems import MetrologyProblem, pointer_to
from server.metrology.rationals import MAX_DIGITS, parse, power_of_ten

MAX_LIST = 100
WHOLE_NUMBER = re.compile(r"-?[0-9]+")


class Inputs:
    """One group of named inputs; `null` counts as not given."""

    def __init__(self, given: object, pointer: str = "/inputs") -> None:
        if not isinstance(given, Mapping):
            raise MetrologyProblem("group_expected", pointer)
        self.given: Mapping[str, object] = given
        self.pointer = pointer

    def only(self, names: Iterable[str]) -> None:
        """A misspelt optional input would be ignored silently, and the verdict wrong; so nothing unknown is let in."""
        known = frozenset(names)
        for name in self.given:
            if name not in known:
                raise MetrologyProblem("input_unknown", pointer_to(self.pointer, str(name)))

    def has(self, name: str) -> bool:
        return self.given.get(name) is not None

    def require(self, name: str) -> object:
        if not self.has(name):
            raise MetrologyProblem("input_missing", f"{self.pointer}/{name}")
        return self.given[name]

    def text(self, name: str) -> str:
        """The input as typed, already known to be a number; a given limit is quoted this way."""
        return str(self.require(name))

    def decimal(
        self, name: str, *, above: str | None = None, at_least: str | None = None, at_most: str | None = None
    ) -> Fraction:
        value = parse(self.require(name), f"{self.pointer}/{name}")
        outside = (
            (above is not None and value <= parse(above))
            or (at_least is not None and value < parse(at_least))
            or (at_most is not None and value > parse(at_most))
        )
        if outside:
            raise MetrologyProblem("value_out_of_range", f"{self.pointer}/{name}")
        return value

    def whole(self, name: str, *, at_least: int, at_most: int) -> int:
        """A count: a JSON integer, or the same figures as text."""
        given = self.require(name)
        pointer = f"{self.pointer}/{name}"
        text = given
        if isinstance(given, int) and not isinstance(given, bool):
            # Python refuses to write out an integer of thousands of figures.
            if abs(given) >= power_of_ten(MAX_DIGITS):
                raise MetrologyProblem("number_too_long", pointer)
            text = str(given)
        if not isinstance(text, str) or not WHOLE_NUMBER.fullmatch(text):
            raise MetrologyProblem("whole_number_expected", pointer)
        value = parse(text, pointer)
        if not at_least <= value <= at_most:
            raise MetrologyProblem("value_out_of_range", pointer)
        return value.numerator

    def decimals(self, name: str, *, at_least: int, at_most: int = MAX_LIST) -> list[Fraction]:
        items = self._items(name, at_least, at_most)
        return [parse(item, f"{self.pointer}/{name}/{index}") for index, item in enumerate(items)]

    def _items(self, name: str, at_least: int, at_most: int) -> Sequence[object]:
        items = self.require(name)
        pointer = f"{self.pointer}/{name}"
        if not isinstance(items, list | tuple):
            raise MetrologyProblem("list_expected", pointer)
        if len(items) < at_least:
            raise MetrologyProblem("list_too_short", pointer)
        if len(items) > at_most:
            raise MetrologyProblem("list_too_long", pointer)
        return items

    def choice(self, name: str, options: Iterable[str], default: str | None = None) -> str:
        if default is not None and not self.has(name):
            return default
        chosen = self.require(name)
        if not isinstance(chosen, str) or chosen not in tuple(options):
            raise MetrologyProblem("choice_unknown", f"{self.pointer}/{name}")
        return chosen

    def group(self, name: str, names: Iterable[str]) -> Inputs:
        inner = Inputs(self.require(name), f"{self.pointer}/{name}")
        inner.only(names)
        return inner

    def groups(self, name: str, names: Sequence[str], *, at_least: int = 1, at_most: int = MAX_LIST) -> list[Inputs]:
        """A list of groups that all know the same names."""
        items = self._items(name, at_least, at_most)
        inner = [Inputs(item, f"{self.pointer}/{name}/{index}") for index, item in enumerate(items)]
        for group in inner:
            group.only(names)
        return inner
