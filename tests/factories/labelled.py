"""A market with one stall, one scale with a certificate, and a label on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.kernel.identity import SYSTEM
from server.kernel.ids import uuid7
from server.labels.commands import Bind, CreateBatch, bind, create_batch
from server.labels.models import Label
from server.registry import commands as registry
from server.registry.inputs import Certificate, NewInstrument, NewPremises
from server.registry.models import Instrument, Premises

ORIGIN = "https://label.example.cn"
CERTIFICATE = Certificate("样例字第 2026-01877 号", date(2026, 3, 15), date(2027, 3, 14),
                          "样例计量检定机构", "conforming")


@dataclass(frozen=True)
class Labelled:
    """What was made."""

    market: Premises
    stall: Premises
    instrument: Instrument
    label: Label


def market_with_stall(session: Session, now: datetime, division: str = "610602") -> tuple[Premises, Premises]:
    market = registry.create_premises(session, SYSTEM, NewPremises(
        id=uuid7(), kind="market", name="枣园路集贸市场（样例）", division=division), now=now)
    stall = registry.create_premises(session, SYSTEM, NewPremises(
        id=uuid7(), kind="stall", name="王样例蔬菜摊", parent_id=market.id, position_no="A区 038",
        walking_order=38), now=now)
    return market, stall


def scale(session: Session, stall: Premises, now: datetime, *, certificate: Certificate | None = CERTIFICATE,
          **changed: Any) -> Instrument:
    given = {"id": uuid7(), "kind": "nawi", "name": "电子计价秤", "premises_id": stall.id, "purpose": "trade",
             "model": "TCS-150", "manufacturer": "样例衡器厂", "serial_number": "SN-2024-5109",
             "seals": ({"place": "秤盖", "number": "QF-004562"},), "certificate": certificate} | changed
    return registry.create_instrument(session, SYSTEM, NewInstrument(**given), now=now)


def blank(session: Session, now: datetime, count: int = 1, division: str = "610602") -> list[Label]:
    return create_batch(session, SYSTEM, CreateBatch(division, count, ORIGIN), now=now)[1]


def labelled(session: Session, now: datetime, division: str = "610602", **changed: Any) -> Labelled:
    """A scale at a stall of a market, with a label."""
    market, stall = market_with_stall(session, now, division)
    instrument = scale(session, stall, now, **changed)
    label = bind(session, SYSTEM, Bind(blank(session, now, division=division)[0].code, instrument.id), now=now)
    return Labelled(market, stall, instrument, label)
