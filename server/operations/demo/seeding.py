"""Fills an empty database with the demo city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.kernel import audit
from server.kernel.identity import SYSTEM
from server.operations.demo import campaigns, people, standards, storing, venues, visits, words
from server.operations.demo.city import City
from server.operations.demo.people import BAOTA, LUOCHUAN, Person
from server.registry.models import Premises

# How many of each there are in the whole city (studies/domain.md §11.2 gives the proportions, no real count).
MARKETS, SCALES, STATIONS, OPTICIANS, CHARGING, SHOPS, YARDS = 60, 5000, 120, 120, 40, 60, 30
Build = Callable[[City, str, int], Premises]
KINDS: tuple[tuple[int, Build], ...] = (
    (STATIONS, venues.fuel_station), (OPTICIANS, venues.optician), (CHARGING, venues.charging_station),
    (SHOPS, venues.shop), (YARDS, venues.grain_yard))


class NotEmpty(Exception):
    """The database holds accounts that are not the demo's; nothing is written."""


@dataclass(frozen=True)
class Plan:
    """What to make: `size` 1 is the whole city, less is a smaller one."""

    seed: int
    today: date
    size: float
    origin: str
    people: tuple[Person, ...] = people.PEOPLE
    timezone: str = "Asia/Shanghai"


def is_there(session: Session) -> bool:
    """Whether the demo city stands already. NotEmpty when anybody else has an account."""
    accounts = set(session.scalars(sa.select(User.id)))
    if accounts - {person.id for person in people.PEOPLE}:
        raise NotEmpty()
    return bool(accounts)


def build(plan: Plan, now: datetime) -> City:
    """Invent the city; nothing is stored."""
    rng = Random(f"{plan.seed}:{plan.today.isoformat()}")  # noqa: S311  invented data, nothing secret
    city = City(plan.seed, plan.today, now, rng)
    _build_markets(city, max(2, round(MARKETS * plan.size)), max(40, round(SCALES * plan.size)))
    for count, venue in KINDS:
        number = 0
        for division, there in words.allot(max(2, round(count * plan.size)), (BAOTA, LUOCHUAN)).items():
            for _ in range(there):
                number += 1
                venue(city, division, number)
    return city


def _build_markets(city: City, markets: int, scales: int) -> None:
    """Sizes differ, their sum is exact."""
    divisions = [division for division, there in words.allot(markets, (BAOTA, LUOCHUAN)).items() for _ in range(there)]
    weights = [city.rng.randint(4, 13) + (6 if division == BAOTA else 0) for division in divisions]
    left, weight_left = scales, sum(weights)
    for number, (division, weight) in enumerate(zip(divisions, weights, strict=True)):
        count = left * weight // weight_left
        venues.market(city, division, number, count)
        left, weight_left = left - count, weight_left - weight


def seed(session: Session, plan: Plan, *, now: datetime) -> City:
    """Build and store the city with its people and campaigns. The caller looked whether the database is empty."""
    city = build(plan, now)
    people.create(session, plan.people, today=plan.today, now=now)
    storing.store(session, city, plan.origin)
    standards.create(session, city)
    campaigns.create(session, city)
    visits.create(session, city, plan.timezone)
    audit.append(session, SYSTEM, "demo.seed", "city", city.id("city"), now=now,
                 details={"seed": plan.seed, "instruments": len(city.instruments)})
    return city
