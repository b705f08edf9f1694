"""Two campaigns with tasks for the demo's inspectors, due within days, some already late."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from server.campaigns import commands
from server.campaigns.commands import CreateCampaign, NewTask
from server.kernel.identity import SYSTEM
from server.operations.demo.city import City
from server.operations.demo.people import BAOTA, BY_NAME, LUOCHUAN
from server.registry.models import Premises

MOST_A_DIVISION = {BAOTA: 16, LUOCHUAN: 10}
FEW = 2
PAIRS = {BAOTA: ("baota1", "baota2"), LUOCHUAN: ("luochuan1", "luochuan2")}
CITY_PAIR = ("city1", "city2")
MARKETS = ("集贸市场计量专项监督检查（样例）",
           "《集贸市场计量监督管理办法》；年度行政检查计划（样例），已向社会公布", ("market",))
OTHERS = ("加油站、眼镜制配场所计量专项监督检查（样例）",
          "《加油站计量监督管理办法》《眼镜制配计量监督管理办法》；年度行政检查计划（样例），已向社会公布",
          ("fuel_station", "optician"))


def create(session: Session, city: City) -> int:
    """Open both campaigns and give out their tasks; how many tasks there are."""
    made = 0
    for place, (name, basis, kinds) in enumerate((MARKETS, OTHERS)):
        starts, ends = city.today - timedelta(days=20), city.today + timedelta(days=25 + 10 * place)
        campaign = commands.create_campaign(session, SYSTEM, CreateCampaign(
            name, basis, kinds, starts, ends, city.id("campaign", place)), now=city.now)
        commands.move_campaign(session, SYSTEM, campaign.id, "open", now=city.now)
        tasks = _tasks(city, kinds)
        made += len(commands.create_tasks(session, SYSTEM, campaign.id, tasks, now=city.now))
    return made


def _tasks(city: City, kinds: tuple[str, ...]) -> list[NewTask]:
    venues: dict[str, list[Premises]] = {}
    for one in city.premises:
        if one.kind in kinds:
            venues.setdefault(one.division, []).append(one)
    return [NewTask(one.id, tuple(BY_NAME[name].id for name in PAIRS.get(division, CITY_PAIR)), _due(city.today, place),
                    id=city.id("task", one.id))
            for division, there in sorted(venues.items())
            for place, one in enumerate(_mixed(there)[:MOST_A_DIVISION.get(division, FEW)])]


def _mixed(venues: list[Premises]) -> list[Premises]:
    """One kind after the other, so that a short list holds each."""
    by_kind: dict[str, list[Premises]] = {}
    for one in venues:
        by_kind.setdefault(one.kind, []).append(one)
    turns = [(place, kind) for kind, there in by_kind.items() for place in range(len(there))]
    return [by_kind[kind][place] for place, kind in sorted(turns)]


def _due(today: date, place: int) -> date:
    """From two days late to a fortnight ahead."""
    return today + timedelta(days=(1, 3, 0, 5, 7, -2, 2, 10, 4, 14, 6, 9)[place % 12])
