"""Numbers as people type them, and the days on which something changes."""

from __future__ import annotations

from random import Random

DATES = [
    "2026-11-23", "2027-01-07", "2027-01-08", "2024-04-30", "2024-05-01", "2026-02-28", "2026-03-01", "2012-02-01",
    "2015-01-01", "2006-01-01", "1997-01-01", "2008-12-31", "2017-05-25", "0001-01-01", "9999-12-31", "2024-02-29",
    "2022-12-31", "2023-01-01", "2026-04-14", "2026-04-15", "2025-01-07", "2025-01-08", "2026-01-07", "2026-01-08",
    "2030-01-07", "2030-01-08", "2022-12-27", "2022-12-28",
    "2023-05-31", "2023-06-01", "2005-12-31", "2020-10-22", "2004-12-01",
]  # fmt: skip  # fmt: skip


def decimal(random: Random, low: int, high: int, places: int) -> str:
    """A plain decimal between two whole numbers, sometimes with zeros that mean nothing."""
    scaled = random.randint(low * 10**places, high * 10**places)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).zfill(places + 1)
    text = f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits
    if "." in text and random.random() < 0.2:
        text += "0" * random.randint(1, 3)
    return ("-0" + text[1:] if sign else "0" + text) if random.random() < 0.02 else text


def near(random: Random, text: str, spread: int, places: int) -> str:
    """Near another number, by whole steps of the last decimal place."""
    whole, _, decimals = text.partition(".")
    decimals = decimals[:places].ljust(places, "0")
    scaled = int(whole + decimals) + random.randint(-spread, spread)
    digits = str(abs(scaled)).zfill(places + 1)
    return ("-" if scaled < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
