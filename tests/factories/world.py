"""Two counties with everything in them, each thing carrying its county's mark in its words, so that a leak is seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.campaigns import commands as campaigns
from server.campaigns.commands import CreateCampaign, NewTask
from server.inspections import commands as inspections
from server.inspections import inputs
from server.kernel.clock import wire
from server.kernel.identity import SYSTEM, Identity
from server.kernel.ids import uuid7
from server.registry import commands as registry
from server.registry.inputs import Certificate, NewInstrument, NewMerchant, NewPremises
from server.standards.commands import create_standard
from server.standards.inputs import NewStandard


@dataclass
class County:
    """The identifiers of one county's things; `mark` stands in all of its words."""

    division: str
    mark: str
    ids: dict[str, str] = field(default_factory=dict)


def county(session: Session, division: str, mark: str, officer: Identity, assignees: tuple[str, ...],
           now: datetime) -> County:
    """A merchant, a market with a stall and its scale, a standard, a task, and an open visit with one check."""
    made = County(division, mark)
    new = made.ids
    for name in ("merchant", "premises", "stall", "instrument", "standard", "inspection", "check"):
        new[name] = uuid7()
    registry.create_merchant(session, SYSTEM, NewMerchant(new["merchant"], f"{mark}果业", division,
                             no_code_reason="自产自销", contact_name=f"{mark}某", address=f"{mark}路1号"), now=now)
    registry.create_premises(session, SYSTEM, NewPremises(new["premises"], "market", f"{mark}市场", division=division,
                             merchant_id=new["merchant"], address=f"{mark}路1号"), now=now)
    registry.create_premises(session, SYSTEM, NewPremises(new["stall"], "stall", f"{mark}1号摊", new["premises"], "1",
                             merchant_id=new["merchant"]), now=now)
    registry.create_instrument(session, SYSTEM, NewInstrument(
        new["instrument"], "nawi", "电子计价秤", new["stall"], "trade", model=f"{mark}-ACS",
        serial_number=f"{mark}0001", parameters={"verification_scale_interval": "5", "unit": "g"},
        user_merchant_id=new["merchant"],
        certificate=Certificate(f"{mark}-证-1", date(2026, 3, 1), date(2027, 2, 28), f"{mark}检定所")), now=now)
    create_standard(session, SYSTEM, NewStandard(
        new["standard"], "weight_set", f"{mark}砝码", f"{mark}-标-1", division, f"{mark}-标-证-1", date(2026, 3, 1),
        date(2027, 2, 28)), now=now)
    session.flush()
    plan = CreateCampaign("民生计量专项（样例）", "样例依据", ("market",), date(2026, 11, 1), date(2026, 12, 31))
    campaign = campaigns.create_campaign(session, SYSTEM, plan, now=now)
    session.flush()
    campaigns.move_campaign(session, SYSTEM, campaign.id, "open", now=now)
    task = campaigns.create_tasks(session, SYSTEM, campaign.id, [NewTask(new["premises"], assignees,
                                  date(2026, 12, 1), note=f"{mark}任务")], now=now)[0]
    new["campaign"], new["task"] = campaign.id, task.id
    session.flush()
    _visit(session, officer, made, now)
    return made


def _visit(session: Session, officer: Identity, made: County, now: datetime) -> None:
    new = made.ids
    inspections.create_inspection(session, officer, inputs.CreateInspection(
        new["inspection"], new["premises"], "market", made.division, date(2026, 11, 25), wire(now), officer.user_id,
        task_id=new["task"], statement=f"{made.mark}陈述"), now=now)
    session.flush()
    inspections.append_check(session, officer, inputs.AppendCheck(
        new["check"], new["inspection"], "organiser", "checked", officer.user_id, made.division, "0" * 64,
        premises_id=new["premises"], note=f"{made.mark}检查"), now=now)
