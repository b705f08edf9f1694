"""The demo's reference standards: each division has one of every kind in date, and weights that expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.kernel.identity import SYSTEM
from server.operations.demo import words
from server.operations.demo.certificates import months_later
from server.operations.demo.city import City
from server.standards import commands
from server.standards.inputs import NewStandard

MPE = "maximum_permissible_error"


@dataclass(frozen=True)
class Made:
    """One of the set that every division keeps. `days_left` counts from the day of the demo."""

    code: str
    kind: str
    name: str
    accuracy_class: str
    nominal: tuple[str, str, str]
    accuracy: tuple[str, str, str]
    days_left: int


SET = (
    Made("F2", "weight_set", "F2 级砝码组（样例）", "F2", ("1", "10000", "g"), (MPE, "160", "mg"), 210),
    Made("M1", "weight_set", "M1 级砝码组（样例）", "M1", ("1", "5000", "g"), (MPE, "250", "mg"), -36),
    Made("LQ", "standard_measure", "20 L 标准金属量器（样例）", "0.025", ("20", "20", "L"), (MPE, "0.025", "%"), 96),
    Made("JP", "lens_set", "顶焦度标准镜片组（样例）", "", ("-20", "20", "D"),
         ("expanded_uncertainty", "0.02", "D"), 24),
    Made("DN", "energy_standard", "充电桩现场检测仪（样例）", "0.05", ("0.001", "1000", "kW·h"),
         (MPE, "0.05", "%"), 152),
)


def create(session: Session, city: City) -> int:
    """Register the set in every division; how many standards there are."""
    new = [_standard(city, division, made) for division in sorted(words.SHARES) for made in SET]
    for one in new:
        commands.create_standard(session, SYSTEM, one, now=city.now)
    return len(new)


def _standard(city: City, division: str, made: Made) -> NewStandard:
    until = city.today + timedelta(days=made.days_left)
    return NewStandard(
        id=city.id("standard", division, made.code), kind=made.kind, name=made.name,
        serial_number=f"YL{division[-2:]}-{made.code}", division=division, accuracy_class=made.accuracy_class,
        certificate_number=f"样例字第 {division[-2:]}{made.code} 号", institution="样例计量检定所",
        verified_on=_since(until), valid_until=until, nominal_minimum=made.nominal[0], nominal_maximum=made.nominal[1],
        nominal_unit=made.nominal[2], accuracy_kind=made.accuracy[0], accuracy_value=made.accuracy[1],
        accuracy_unit=made.accuracy[2], keeper="样例保管人")


def _since(until: date) -> date:
    """A certificate of a year."""
    return months_later(until, -12) + timedelta(days=1)


def named(city: City, division: str, code: str) -> dict[str, Any]:
    """A standard as a visit names it."""
    one = _standard(city, division, next(made for made in SET if made.code == code))
    return {"name": one.name, "serial_number": one.serial_number, "certificate_number": one.certificate_number,
            "valid_until": one.valid_until.isoformat(), "standard_id": one.id}
