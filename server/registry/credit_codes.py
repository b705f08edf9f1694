"""Pure: unified social credit codes (GB 32100-2015) and the 15-digit registration numbers they replaced."""

from __future__ import annotations

import re
import string

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
UNIFIED = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}\Z")
# full-width signs become half-width, small letters capitals
_TYPED: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TYPED |= {ord(small): small.upper() for small in string.ascii_lowercase}
_TYPED |= {wide: chr(wide - 0xFEE0).upper() for wide in range(0xFF41, 0xFF5B)}
REGISTRATION = re.compile(r"[0-9]{15}\Z", re.ASCII)


def cleaned(code: str | None) -> str | None:
    """The code as the standard writes it: half-width capitals without spaces; None when nothing is left."""
    return re.sub(r"[\s\-]", "", (code or "").translate(_TYPED)) or None


def check_character(first_seventeen: str) -> str:
    """The 18th character: 31 − Σ cᵢ·3ⁱ mod 31."""
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first_seventeen))
    return ALPHABET[-total % 31]


def is_unified(code: str) -> bool:
    return bool(UNIFIED.match(code)) and check_character(code[:17]) == code[17]


def registration_check_digit(first_fourteen: str) -> str:
    """The 15th digit by ISO 7064 MOD 11,10."""
    product = 10
    for digit in first_fourteen:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def is_registration_number(code: str) -> bool:
    return bool(REGISTRATION.match(code)) and registration_check_digit(code[:14]) == code[14]


def is_doubtful(code: str | None, no_code_reason: str | None) -> bool:
    """Whether somebody should look: a code that fails its check, or none and no reason for having none."""
    if code is None:
        return not (no_code_reason or "").strip()
    return not (is_unified(code) or is_registration_number(code))
