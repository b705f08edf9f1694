"""Editions as a database or a phone holds them, put before those that ship with the program.

Stored is one rule of one edition: the JSON edition and `rule`, so that a successor of one rule leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from server.metrology.edition import Edition
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import Library, bundled
from server.metrology.rulebook_reader import read_edition


def parts(edition: Edition) -> list[Edition]:
    """The edition once for each rule that it serves."""
    return [replace(edition, procedures={rule: procedure}) for rule, procedure in edition.procedures.items()]


def read_parts(given: object) -> list[Edition]:
    """A JSON edition, or one as it is stored: `rule` beside its fields names the only rule that it serves."""
    if not isinstance(given, Mapping) or given.get("rule") is None:
        return parts(read_edition(given))
    rule = given["rule"]
    edition = read_edition({name: value for name, value in given.items() if name != "rule"})
    served = [part for part in parts(edition) if isinstance(rule, str) and rule in part.procedures]
    if not served:
        raise MetrologyProblem("rulebook_field_invalid", "/rule")
    return served


def over_bundled(stored: Iterable[object]) -> Library:
    """Stored editions win by rule and name; one that this version cannot read is left out, and never an obstacle."""
    return fitting([*readable(stored), *bundled_parts()])


def readable(stored: Iterable[object]) -> Iterator[Edition]:
    """The parts of those that this version can read."""
    for given in stored:
        try:
            yield from read_parts(given)
        except MetrologyProblem:
            continue


def bundled_parts() -> list[Edition]:
    return [part for edition in bundled().editions for part in parts(edition)]


def fitting(editions: Iterable[Edition]) -> Library:
    """Those that can stand together: each is kept unless it is there already or rules beside one before it."""
    library = Library([])
    for edition in editions:
        try:
            library = Library([*library.editions, edition])
        except MetrologyProblem:
            continue
    return library
