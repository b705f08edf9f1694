"""Verification histories at the rates that campaigns report (studies/domain.md §11.2), relative to the seeding day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from server.operations.demo.words import DIVISION_NAMES
from server.registry.inputs import Certificate


@dataclass(frozen=True)
class Rates:
    """A kind's period in months and, in 10 000, how many failed, are overdue, were never verified."""

    months: int
    failed: int
    overdue: int
    never: int = 40


RATES = {"nawi": Rates(12, 140, 420), "fuel_dispenser": Rates(6, 100, 260), "ev_charger": Rates(36, 500, 600, 300),
         "focimeter": Rates(12, 200, 500), "refractometer": Rates(12, 200, 500), "phoropter": Rates(12, 200, 500),
         "trial_lens_case": Rates(12, 200, 700), "moisture_meter": Rates(12, 150, 400)}


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the last of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def history(rng: Random, kind: str, division: str, number: int, today: date) -> tuple[Certificate, ...]:
    """The certificates of one instrument, oldest first; usually one or two before the present one."""
    rates, fate = RATES[kind], rng.randrange(10_000)
    if fate < rates.never:
        return ()
    fate -= rates.never
    failed = fate < rates.failed
    if failed:
        verified_on = today - timedelta(days=rng.randint(2, 60))
    elif fate - rates.failed < rates.overdue:
        verified_on = months_later(today, -rates.months) - timedelta(days=rng.randint(1, 150))
    else:
        verified_on = today - timedelta(days=rng.randint(1, rates.months * 30 - 5))
    days = [verified_on]
    for _ in range(rng.choice((0, 1, 1, 2))):
        days.insert(0, months_later(days[0], -rates.months) + timedelta(days=rng.randint(-5, 3)))
    return tuple(_certificate(day, rates.months, division, number + place, failed and day == verified_on)
                 for place, day in enumerate(days))


def _certificate(day: date, months: int, division: str, number: int, failed: bool) -> Certificate:
    until = None if failed else months_later(day, months) - timedelta(days=1)
    return Certificate(f"样例字第 {day.year}-{number:06} 号", day, until,
                       f"{DIVISION_NAMES[division]}计量检定机构（样例）", "nonconforming" if failed else "conforming")
