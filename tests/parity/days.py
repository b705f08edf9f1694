"""Likely dates, work calendars and instruments of the catalogue."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from server.metrology.instrument_catalogue import catalogue_of
from tests.parity.figures import decimal, near

KINDS = list(catalogue_of("市场监管总局公告-2020年第42号").entries)


def day(random: Random) -> str:
    """Mostly of these years; now and then at an end of the calendar, on a leap day, or no day at all."""
    if random.random() < 0.15:
        return random.choice(["1984-12-31", "1985-01-01", "2100-02-28", "2100-02-29", "2100-10-31", "2100-12-30",
                              "2100-12-31", "2101-01-01", "2028-02-29", "2026-02-29", "2000-02-29"])  # fmt: skip
    return date.fromordinal(random.randint(date(2024, 1, 1).toordinal(), date(2029, 12, 31).toordinal())).isoformat()


def work_calendar(random: Random, near_to: str) -> dict[str, Any]:
    """Holidays and worked weekends around a day, sometimes a slip among them."""
    try:
        start = date.fromisoformat(near_to).toordinal()
    except ValueError:
        return {}
    around = [date.fromordinal(start + random.randint(-5, 70)) for _ in range(random.choice([0, 3, 12, 40, 100]))]
    worked = [found for found in around if found.weekday() > 4][: random.choice([0, 2, 5])]
    off = [found for found in around if found not in worked]
    if random.random() < 0.1:
        worked += around[-1:]
    named = {"holidays": off, "make_up_days": worked}
    return {name: [found.isoformat() for found in days] for name, days in named.items() if random.random() < 0.7}


def sizes(random: Random) -> dict[str, str]:
    edges = {"nominal_diameter_DN": ["14.99", "15", "20", "25", "25.01", "50", "50.01", "300", "0"],
             "gas_meter_size_G": ["1.59", "1.6", "2.5", "16", "16.01", "40"],
             "permanent_flow_Q3": ["2.5", "16", "16.01", "100"]}  # fmt: skip
    return {name: random.choice(values) for name, values in edges.items() if random.random() < 0.4}


def working_day_deadline(random: Random) -> dict[str, Any]:
    received = day(random)
    count = random.choice([1, 2, 5, 7, 15, 20, 45, 90, 366, 0, 367, "7"])
    return {"received": received, "working_days": count} | work_calendar(random, received)


def mediation_limit(random: Random) -> dict[str, Any]:
    accepted = day(random)
    return {"accepted": accepted} | (work_calendar(random, accepted) if random.random() < 0.5 else {})


def instrument_mandatory_status(random: Random) -> dict[str, Any]:
    kind = random.choice(["water_meter", "gas_meter", "other", "scale", *KINDS])
    purpose = random.choice(["trade", "trade", "medical", "safety", "environment", "law_enforcement", "none", "other"])
    return {"kind": kind, "purpose": purpose} | (sizes(random) if random.random() < 0.6 else {})


def verification_due(random: Random) -> dict[str, Any]:
    kind = random.choice(["water_meter", "water_meter", "other", "scale", *KINDS])
    verified_on = day(random)
    if random.random() < 0.3:
        verified_on = verified_on[:8] + random.choice(["28", "29", "30", "31", "01"])
    return {"kind": kind, "verified_on": verified_on} | (sizes(random) if random.random() < 0.6 else {})



def record_only(random: Random) -> dict[str, Any]:
    readings = [{"indication": decimal(random, -5, 200, 2)} for _ in range(random.randint(1, 4))]
    for reading in readings:
        if random.random() < 0.8:
            reading["reference"] = near(random, reading["indication"], 20, 2)
    return {"kind": random.choice([*KINDS, "other"]), "readings": readings}


MAKERS = (
    record_only,
    working_day_deadline, mediation_limit, instrument_mandatory_status, verification_due,
)
