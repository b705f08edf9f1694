"""The 12-character label code K BBB RRRRRRR C and its ISO 7064 MOD 37,36 check character. Pure; twin: pwa rooms/labels.

K is the key, BBB the batch, R 35 random bits, C the check character (studies/qr.md §4).
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 12
MAX_TYPED = 64
MAX_KEY, MAX_BATCH, RANDOM_BITS = 31, 32767, 35

Fault = Literal["characters", "length", "check"]
RandomBits = Callable[[int], int]

_SEPARATORS = dict.fromkeys(map(ord, " \t-‐‑‒–—―−"))
_UPPER = {ord(letter.lower()): letter for letter in CHECK_VALUES[10:]}
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})


class CodeFault(ValueError):
    """A typed text is no label code; `fault` says why, `folded` is what was understood of it."""

    def __init__(self, fault: Fault, folded: str) -> None:
        super().__init__(fault)
        self.fault, self.folded = fault, folded


def check_character(text: str) -> str:
    """The character that makes `text` + it correct under ISO 7064 MOD 37,36."""
    remainder = 36
    for character in text:
        remainder = (remainder + CHECK_VALUES.index(character)) % 36 or 36
        remainder = remainder * 2 % 37
    return CHECK_VALUES[(37 - remainder) % 36]


def fold(typed: str) -> str:
    """What a person typed, in the alphabet as far as it can be: NFKC, upper case, no separators, I L O as 1 1 0."""
    return unicodedata.normalize("NFKC", typed).translate(_SEPARATORS).translate(_UPPER).translate(_ALIKE)


def read_code(typed: str) -> str:
    """The code a typed or scanned text means, or CodeFault."""
    if len(typed) > MAX_TYPED:
        raise CodeFault("length", "")
    folded = fold(typed)
    if any(character not in ALPHABET for character in folded):
        raise CodeFault("characters", folded)
    if len(folded) != LENGTH:
        raise CodeFault("length", folded)
    if check_character(folded[:-1]) != folded[-1]:
        raise CodeFault("check", folded)
    return folded


def looks_like_code(typed: str) -> bool:
    """Whether an address may mean a label: 12 or 13 characters of the alphabet (13: one key too many)."""
    if len(typed) > MAX_TYPED:
        return False
    folded = fold(typed)
    return len(folded) in (LENGTH, LENGTH + 1) and all(character in ALPHABET for character in folded)


def generate(key: int, batch: int, random_bits: RandomBits = secrets.randbits) -> str:
    """A fresh code of a batch. R is drawn again when the check character would be one that people confuse."""
    if not (0 <= key <= MAX_KEY and 0 <= batch <= MAX_BATCH):
        raise ValueError("key or batch out of range")
    head = ALPHABET[key] + _encode(batch, 3)
    while True:
        body = head + _encode(random_bits(RANDOM_BITS), 7)
        check = check_character(body)
        if check in ALPHABET:
            return body + check


def _encode(value: int, width: int) -> str:
    return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(width)))


def in_groups(code: str) -> str:
    """As printed: three groups of four."""
    return "-".join(code[start:start + 4] for start in range(0, len(code), 4))
