"""Who acts on the ledger in these tests, and a small market to act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.registry import commands
from server.registry.inputs import Certificate, NewInstrument, NewMerchant, NewPremises
from server.registry.models import Instrument, Merchant, Premises
from tests.conftest import StandingClock

BAOTA, LUOCHUAN = "610602", "610629"
WRITE = ("registry.read", "registry.write")
DECIDE = (*WRITE, "review.decide", "ledger.import", "ledger.export")


def person(*divisions: str, permissions: tuple[str, ...] = WRITE) -> Identity:
    """Somebody who holds these permissions in these divisions."""
    id = uuid7()
    return Identity(user_id=id, username=f"u{id[-6:]}", name="样例", home_division=divisions[0],
                    grants={name: frozenset(divisions) for name in permissions})


@dataclass(frozen=True)
class Market:
    """A market of Baota with one stall and one scale in it."""

    merchant: Merchant
    market: Premises
    stall: Premises
    scale: Instrument


@pytest.fixture
def inspector() -> Identity:
    return person(BAOTA)


@pytest.fixture
def supervisor() -> Identity:
    return person(BAOTA, permissions=DECIDE)


@pytest.fixture
def stranger() -> Identity:
    return person(LUOCHUAN, permissions=DECIDE)


def build_market(session: Session, identity: Identity, clock: StandingClock, division: str = BAOTA) -> Market:
    now = clock()
    merchant = commands.create_merchant(session, identity, NewMerchant(
        uuid7(), "张记水果", division, credit_code="92610626MACL12TH37", contact_phone="13900000000"), now=now)
    market = commands.create_premises(session, identity, NewPremises(
        uuid7(), "market", "样例集贸市场", division=division, address="样例路1号", merchant_id=merchant.id), now=now)
    stall = commands.create_premises(session, identity, NewPremises(
        uuid7(), "stall", "张记水果摊", parent_id=market.id, position_no="54号摊", merchant_id=merchant.id), now=now)
    scale = commands.create_instrument(session, identity, NewInstrument(
        uuid7(), "nawi", "电子计价秤", stall.id, "trade", model="ACS-30", serial_number="A3956442",
        manufacturer="样例衡器厂", codes=({"scheme": "production", "value": "SC-778899"},),
        user_merchant_id=merchant.id,
        certificate=Certificate("YA-2026-112649", date(2026, 8, 16), date(2027, 8, 15), "样例检定所")), now=now)
    return Market(merchant, market, stall, scale)


@pytest.fixture
def market(session: Session, supervisor: Identity, clock: StandingClock) -> Market:
    return build_market(session, supervisor, clock)
