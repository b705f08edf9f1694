"""What is shown of a number that people compare: its end, never the whole. Pure."""

from __future__ import annotations

import unicodedata

SERIAL, SEAL = 4, 3


def tail(number: str, most: int) -> str:
    """The last `most` letters and digits, fewer of a short number, so that a third at least stays hidden."""
    plain = [character for character in unicodedata.normalize("NFKC", number).upper() if character.isalnum()]
    shown = min(most, len(plain) * 2 // 3)
    return "".join(plain[len(plain) - shown:])
