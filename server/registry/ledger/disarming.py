"""Text that a spreadsheet would run as a formula is made harmless wherever we write a sheet."""

from __future__ import annotations

from typing import Any

STARTS = ("=", "+", "-", "@", "\t", "\r")
MAX_CELL = 32_000
WORKBOOK_OPTIONS: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
                                    "strings_to_urls": False}


def disarmed(text: str) -> str:
    """The text with an apostrophe before what could start a formula, even after it is saved as CSV."""
    shown = "".join("\ufffd" if ord(character) < 32 and character not in "\t\n\r" else character for character in text)
    return ("'" + shown if shown.startswith(STARTS) else shown)[:MAX_CELL]
