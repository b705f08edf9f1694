"""The people of the demo city. Names, passwords and PINs are documented on purpose: nothing here is real."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.accounts import commands as accounts
from server.accounts import passwords
from server.accounts import queries as accounts_queries
from server.accounts.commands import Appoint, CreateUser
from server.accounts.models import User
from server.accounts.queries import identity_of
from server.jurisdictions.divisions import CITY
from server.kernel.identity import SYSTEM
from server.kernel.ids import derived

BAOTA, LUOCHUAN = "610602", "610629"
PASSWORD = "hengjian-demo"  # noqa: S105  documented, and only for a database that holds nothing else


@dataclass(frozen=True)
class Person:
    """One account of the demo."""

    username: str
    name: str
    role: str
    division: str
    pin: str | None = None
    enforcement_id: str | None = None
    password: str = PASSWORD

    @property
    def id(self) -> str:
        return derived("demo", "user", self.username)


PEOPLE = (
    Person("baota1", "高样例", "inspector", BAOTA, "110001", "样例-0001"),
    Person("baota2", "白样例", "inspector", BAOTA, "110002", "样例-0002"),
    Person("luochuan1", "冯样例", "inspector", LUOCHUAN, "110003", "样例-0003"),
    Person("luochuan2", "曹样例", "inspector", LUOCHUAN, "110004", "样例-0004"),
    Person("city1", "贺样例", "inspector", CITY, "110005", "样例-0005"),
    Person("city2", "惠样例", "inspector", CITY, "110006", "样例-0006"),
    Person("helper", "郝样例", "assistant", BAOTA),
    Person("baota-head", "任样例", "supervisor", BAOTA),
    Person("city-head", "延样例", "supervisor", CITY),
    Person("admin", "管样例", "administrator", CITY),
)
BY_NAME = {person.username: person for person in PEOPLE}


def with_fresh_passwords() -> tuple[Person, ...]:
    """The same people with passwords and PINs nobody knows yet, for a demo that others on the network can reach."""
    return tuple(replace(person, password=secrets.token_urlsafe(9),
                         pin=f"{secrets.randbelow(1_000_000):06}" if person.pin else None) for person in PEOPLE)


def create(session: Session, people: tuple[Person, ...], *, today: date, now: datetime) -> None:
    """Accounts with their appointments since the beginning of last year, and the officers' PINs."""
    for person in people:
        user = accounts.create_user(session, SYSTEM, CreateUser(
            person.username, person.name, person.password, person.division, person.enforcement_id, person.id), now=now)
        since = (today - timedelta(days=365)).replace(month=1, day=1)
        accounts.appoint(session, SYSTEM, user.id, Appoint(person.division, person.role, since), now=now)
        if person.pin:
            accounts.set_pin(session, identity_of(session, user, None, today), person.pin, now=now)


def documented(session: Session) -> tuple[Person, ...]:
    """The people as documented, or none when the city was made with other passwords."""
    stored = accounts_queries.by_username(session, PEOPLE[-1].username)
    return PEOPLE if stored and passwords.is_right(PASSWORD, stored.password_hash) else ()


def renew(session: Session, people: tuple[Person, ...], *, now: datetime) -> tuple[Person, ...]:
    """Give everybody the new passwords and PINs; sessions that stand stay."""
    for person in people:
        user = session.get_one(User, person.id)
        user.password_hash, user.updated_at = passwords.hash_password(person.password), now
        if person.pin:
            accounts.set_pin(session, identity_of(session, user, None, now.date()), person.pin, now=now)
    return people


def table(people: tuple[Person, ...]) -> str:
    """The accounts, for the terminal."""
    lines = [f"{'账号 user':<12} {'口令 password':<18} {'PIN':<8} {'角色 role':<14} 区划 division"]
    lines += [f"{one.username:<14} {one.password:<20} {one.pin or '-':<8} {one.role:<16} {one.division}"
              for one in people]
    return "\n".join(lines)
