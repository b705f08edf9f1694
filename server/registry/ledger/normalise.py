"""Pure: what an office wrote in a cell, as the ledger keeps it, with a note of what was changed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from server.registry.ledger.columns import INSTRUMENT_KINDS
from server.registry.ledger.sheet import Cell

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20, 0xFEFF: None}
_MIDNIGHT = r"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?"
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年。]\s*(\d{1,2})\s*[-/.月。]\s*(\d{1,2})\s*日?" + _MIDNIGHT + r"\Z", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z", re.ASCII)
_SERIAL_DAYS = (20_000, 80_000)  # 1954 to 2119: a date number of a sheet, never a year or a compact date
_NAWI_CLASSES = {"1": "I", "2": "II", "3": "III", "4": "IIII", "I": "I", "II": "II", "III": "III", "IIII": "IIII",
                 "IV": "IIII", "一": "I", "二": "II", "三": "III", "四": "IIII", "特种": "I", "高": "II", "中": "III",
                 "普通": "IIII"}
_CAPACITY = re.compile(r"[(（]?\s*(\d+(?:\.\d+)?)\s*[~～—–-]\s*(\d+(?:\.\d+)?)\s*[)）]?\s*(mg|g|kg|t)\Z", re.IGNORECASE)
_POSITION = re.compile(r"(?:第)?\s*([0-9A-Za-z-]{1,12})\s*号")
_DISARMED = re.compile(r"'(?=[=+\-@\t\r])")


class Unreadable(Exception):
    """A cell that cannot be understood, and how to say so."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code)
        self.code, self.value = code, value


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their ASCII twins; nothing else is touched."""
    return text.translate(_WIDE)


def as_text(cell: Cell) -> tuple[str, list[str]]:
    """A cell as text without surrounding space, and what was done to it. A number must still have all its digits."""
    notes: list[str] = []
    if cell is None:
        return "", notes
    if isinstance(cell, dict):
        return cell["date"], ["date_notation"]
    if isinstance(cell, bool):
        raise Unreadable("error_value", str(cell).upper())
    if isinstance(cell, int | float):
        return _number_as_text(cell), ["number_as_text"]
    text = _DISARMED.sub("", cell, count=1) if cell.startswith("'") else cell
    if text.startswith("#") and re.match(r"#(REF|N/A|NAME|VALUE|DIV/0|NUM|NULL)", text):
        raise Unreadable("error_value", text[:20])
    trimmed = re.sub(r"[ \t\u3000\u00a0]{2,}", " ", text.strip().strip("\u3000\u00a0\ufeff"))
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in trimmed):
        raise Unreadable("control_character", "")
    return trimmed, (["trimmed"] if trimmed != cell else [])


def _number_as_text(cell: int | float) -> str:
    """Sheets keep fifteen digits of a number; more were lost before we saw them."""
    if cell != cell or abs(cell) >= 10**15:
        raise Unreadable("number_lost_digits", str(cell)[:30])
    if float(cell).is_integer():
        return str(int(cell))
    return repr(cell)


def as_date(cell: Cell, epoch: date) -> tuple[date | None, list[str]]:
    """A calendar date from any usual notation; None for a blank cell."""
    if isinstance(cell, dict):
        if cell.get("time", "00:00:00") != "00:00:00":
            raise Unreadable("date_unreadable", f"{cell['date']} {cell['time']}")
        return _in_reach(date.fromisoformat(cell["date"]), cell["date"]), []
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _date_of_number(cell, epoch)
    text, notes = as_text(cell)
    if not text:
        return None, []
    plain = half_width(text)
    match = _YEAR_FIRST.match(plain) or _COMPACT.match(plain)
    if match:
        found = _date_of(match, text)
        return found, notes if plain == found.isoformat() == text else ["date_notation"]
    if re.match(r"[0-9]{5}(\.0+)?\Z", plain):
        return _date_of_number(float(plain), epoch)
    raise Unreadable("date_unreadable", text[:40])


def _date_of(match: re.Match[str], text: str) -> date:
    try:
        return _in_reach(date(*(int(part) for part in match.groups())), text)
    except ValueError as error:
        raise Unreadable("date_unreadable", text[:40]) from error


def _in_reach(found: date, text: str) -> date:
    if not 1950 <= found.year <= 2100:
        raise Unreadable("date_unreadable", text[:40])
    return found


def _date_of_number(number: int | float, epoch: date) -> tuple[date, list[str]]:
    if number != number or not float(number).is_integer():
        raise Unreadable("date_unreadable", str(number)[:40])
    whole = int(number)
    if _SERIAL_DAYS[0] <= whole <= _SERIAL_DAYS[1]:
        return epoch + timedelta(days=whole), ["date_serial"]
    match = _COMPACT.match(str(whole))
    if match is None:
        raise Unreadable("date_unreadable", str(whole)[:40])
    return _date_of(match, str(whole)), ["date_notation"]


def kind_of(name: str) -> str | None:
    """The kind an instrument's name tells, or None when the catalogue does not know it."""
    return next((kind for pattern, kind in INSTRUMENT_KINDS if pattern.search(name)), None)


def is_doubtful_name(name: str) -> bool:
    """Whoever wrote a question mark did not know."""
    return any(mark in name for mark in "?？")


def accuracy_class(text: str, kind: str) -> str:
    """Ⅲ级, Ⅲ, ③, 三级 → III for scales; 2级 → 2 for the rest; what is none of these stays as written."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    bare = re.sub(r"(准确度)?(等)?级$", "", folded) or folded
    if kind == "nawi":
        return _NAWI_CLASSES.get(bare, half_width(text))
    return bare if re.match(r"[0-9.]+\Z", bare) else half_width(text)


def capacities(measuring_range: str, kind: str) -> dict[str, str]:
    """Min, Max and the unit of a scale, from its measuring range such as (0.1~30)kg."""
    match = _CAPACITY.match(half_width(measuring_range).strip()) if kind == "nawi" else None
    if match is None:
        return {}
    low, high, unit = match.groups()
    return {"minimum_capacity": low, "maximum_capacity": high, "unit": unit.lower()}


def position_number(installed_at: str) -> str | None:
    """The number of a stall or position: 54号摊 → 54."""
    match = _POSITION.match(half_width(installed_at))
    return match[1] if match else None


def is_telephone(text: str) -> bool:
    """A mobile or a fixed line of the mainland, with or without separators and extension."""
    digits = re.sub(r"[\s\-—()（）]", "", text)
    return bool(re.match(r"(\+?86)?1[3-9]\d{9}\Z|0\d{9,11}(转\d{1,6})?\Z|\d{7,8}\Z", digits, re.ASCII))
