"""How a verification stands on a day: valid, soon to end, past its end, or unknown. One rule for every colour shown.

No law sets when an end is near; `validity.json` says whose convention the number of days is. The phone reads that file.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from server.metrology import strict_json
from server.metrology.rationals import parse
from server.metrology.rulebook_reader import Part

VALID, EXPIRING, OVERDUE, UNKNOWN = "valid", "expiring", "overdue", "unknown"
NAMES = ("format", "expiring_within_days", "confidence", "citation")


@cache
def expiring_within_days() -> int:
    """So many days or fewer left: soon to end. The last day of validity itself has none left and is still valid."""
    part = Part(strict_json.read_document(Path(__file__).with_name("validity.json").read_text(encoding="utf-8")), "")
    part.only(*NAMES)
    days = parse(part.text("expiring_within_days"), "/expiring_within_days")
    if days.denominator != 1 or days < 0:
        raise part.fail("expiring_within_days")
    return days.numerator


def standing(valid_until: date | None, on: date) -> str:
    """The state of a validity that ends with this day, the day included."""
    if valid_until is None:
        return UNKNOWN
    left = (valid_until - on).days
    if left < 0:
        return OVERDUE
    return EXPIRING if left <= expiring_within_days() else VALID
