"""Visits that already took place, through the same commands as real ones: approved, published, waiting, returned."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.accounts.queries import identity_of
from server.campaigns.models import Task
from server.inspections import commands as inspections
from server.inspections.inputs import AppendCheck, Comment, Confirm, CreateInspection, SubmitInspection
from server.inspections.models import Inspection
from server.inspections.seal import seal_sha256
from server.inspections.wire import facts
from server.kernel import changes, clock
from server.kernel.columns import canonical
from server.kernel.identity import Identity
from server.operations.demo import pictures, readings, standards
from server.operations.demo.campaigns import PAIRS
from server.operations.demo.city import City
from server.operations.demo.people import BAOTA, BY_NAME, LUOCHUAN
from server.registry.models import Instrument, Premises
from server.registry.policy import validity
from server.review import commands as review
from server.review.commands import Decide, Publish
from server.standards.policy import MARK, MARKED

PUBLISHED = "本次抽查的计量器具未发现示值误差超出最大允许误差的情形（样例）。"
STANDARDS = {"market": ("F2",), "fuel_station": ("LQ",), "optician": ("JP",)}
MOST_INSTRUMENTS = 6


@dataclass(frozen=True)
class Script:
    """One visit: where, how long ago, how far it has come, and what was found."""

    division: str
    kind: str
    days_ago: int
    ends: str  # open · submitted (second officer not yet heard) · confirmed · returned · approved · published
    is_faulty: bool = False
    exceeding: int = 0


SCRIPTS = (  # what a small city should have comes first
    Script(BAOTA, "market", 1, "confirmed", is_faulty=True, exceeding=1),
    Script(BAOTA, "fuel_station", 14, "published"), Script(BAOTA, "fuel_station", 2, "confirmed", exceeding=1),
    Script(BAOTA, "optician", 9, "approved", is_faulty=True), Script(LUOCHUAN, "fuel_station", 1, "confirmed"),
    Script(BAOTA, "market", 16, "published"), Script(BAOTA, "market", 3, "returned", is_faulty=True),
    Script(LUOCHUAN, "market", 12, "published"), Script(LUOCHUAN, "optician", 1, "submitted"))


@dataclass
class Visit:
    """A visit while it is acted out."""

    session: Session
    city: City
    script: Script
    venue: Premises
    task: Task
    lead: Identity
    second: Identity
    chief: Identity
    at: datetime
    on: date
    id: str
    checks: list[dict[str, str]] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)


def create(session: Session, city: City, timezone: str) -> int:
    """Act out every script for which the city has a venue with a task left; how many there were."""
    tasks = list(session.scalars(sa.select(Task).where(Task.state == "open").order_by(Task.due_on, Task.id)))
    venues = {one.id: one for one in city.premises}
    made = 0
    for place, script in enumerate(SCRIPTS):
        fitting = [task for task in tasks if task.division == script.division
                   and venues[task.premises_id].kind == script.kind]
        if len(fitting) > 1:  # one stays for whoever tries the demo
            task = fitting[-1]
            tasks.remove(task)
            _act(_begin(session, city, script, task, venues[task.premises_id], place, timezone))
            made += 1
    return made


def _who(session: Session, username: str, on: date) -> Identity:
    return identity_of(session, session.get_one(User, BY_NAME[username].id), None, on)


def _begin(session: Session, city: City, script: Script, task: Task, venue: Premises, place: int,
           timezone: str) -> Visit:
    on = city.today - timedelta(days=script.days_ago)
    at = datetime(on.year, on.month, on.day, 9, 20 + place, tzinfo=ZoneInfo(timezone))
    one, two = PAIRS[script.division]
    chief = "baota-head" if script.division == BAOTA else "city-head"
    return Visit(session, city, script, venue, task, _who(session, one, on), _who(session, two, on),
                 _who(session, chief, on), at, on, city.id("inspection", place))


def _act(visit: Visit) -> None:
    """The visit from its start to where its script ends, an hour and a half on site and the review a day later."""
    _start(visit)
    _check_venue(visit)
    _check_instruments(visit)
    _sign(visit)
    ends, later = visit.script.ends, visit.at + timedelta(days=1)
    if ends == "submitted":
        return
    _confirm(visit)
    if ends == "returned":
        _decide(visit, "return", later, (Comment("/checks/0/photos", "公平秤核查记录的照片不清，请补拍。"),))
    if ends in ("approved", "published"):
        _decide(visit, "approve", later)
    if ends == "published":
        words = Publish(visit.id, PUBLISHED, changes.version_of(visit.session, visit.id))
        review.publish(visit.session, visit.chief, words, now=later + timedelta(hours=1))


def _start(visit: Visit) -> None:
    inspections.create_inspection(visit.session, visit.lead, CreateInspection(
        id=visit.id, premises_id=visit.venue.id, venue_kind=visit.script.kind, division=visit.script.division,
        on=visit.on, started_at=clock.wire(visit.at), lead_officer_id=visit.lead.user_id,
        second_officer_id=visit.second.user_id, task_id=visit.task.id, position=visit.venue.position,
        standards=[standards.named(visit.city, visit.script.division, one) for one in STANDARDS[visit.script.kind]],
        conditions={"temperature_C": "18.5", "humidity_percent": "46", MARK: MARKED}), now=visit.at)


def _check_venue(visit: Visit) -> None:
    code, target = readings.VENUES[visit.script.kind]
    used = readings.checklist(code, visit.on)
    photos = [_picture(visit, "0.000")] if visit.script.is_faulty else []
    answers = readings.answers(visit.city.rng, used, faulty=visit.script.is_faulty, photos=photos)
    _append(visit, 0, target=target, premises_id=visit.venue.id, checklist_code=used.code,
            checklist_edition=used.edition, answers=answers)


def _check_instruments(visit: Visit) -> None:
    for place, one in enumerate(_instruments(visit), start=1):
        exceeds = place <= visit.script.exceeding
        measured = readings.measurement(visit.city.rng, one, visit.on, exceeding=exceeds)
        shown = measured["inputs"].get("indication_I", "20.00") if measured else "0.00"
        photos = [_picture(visit, shown)] if place == 1 else []
        _append(visit, place, target="instrument", premises_id=one.premises_id, instrument_id=one.id, photos=photos,
                identity_checks=readings.comparisons(one), measurements=[measured] if measured else [])


def _instruments(visit: Visit) -> Sequence[Instrument]:
    """The first few that are valid on the day."""
    inside = {one.id for one in visit.city.premises if one.root_id == visit.venue.id}
    valid = [one for one in visit.city.instruments if one.premises_id in inside
             and validity(one.state, one.valid_until, one.verification_result, visit.on) == "valid"]
    return valid[:MOST_INSTRUMENTS]


def _picture(visit: Visit, reading: str) -> str:
    digest = pictures.keep(visit.session, pictures.photo(reading), visit.lead, visit.at)
    visit.photos.append(digest)
    return digest


def _append(visit: Visit, place: int, **state: Any) -> None:
    """One completed check; its digest is of the text a phone would have sent."""
    id = visit.city.id("check", visit.id, place)
    digest = hashlib.sha256(canonical({"id": id, "state": state}).encode()).hexdigest()
    inspections.append_check(visit.session, visit.lead, AppendCheck(
        id=id, inspection_id=visit.id, outcome="checked", officer_id=visit.lead.user_id, division=visit.script.division,
        op_sha256=digest, **state), now=visit.at + timedelta(minutes=10 + 8 * place))
    visit.checks.append({"id": id, "sha256": digest})


def _sign(visit: Visit) -> None:
    """Read out, signed by the party and the lead, sealed, submitted."""
    at = visit.at + timedelta(minutes=90)
    last: Mapping[str, Any] = {"outcome": "inspected", "statement": "以上记录属实，无异议。",
                               "measures": _measures(visit)}
    party = "样例负责人"
    marks = [pictures.keep(visit.session, pictures.signature(name), visit.lead, at)
             for name in (party, visit.lead.name)]
    signed = [{"role": "party", "name": party, "capacity": "负责人", "choice": "agrees", "reason": None,
               "blob_sha256": marks[0]},
              {"role": "lead", "name": visit.lead.name, "capacity": None, "choice": None, "reason": None,
               "blob_sha256": marks[1]}]
    after = {**facts(visit.session.get_one(Inspection, visit.id)), **last}
    blobs = sorted({*visit.photos, *marks})
    seal = {"sha256": seal_sha256(after, visit.checks, blobs, signed), "checks": visit.checks, "blobs": blobs,
            "signatures": signed}
    inspections.submit_inspection(visit.session, visit.lead, SubmitInspection(visit.id, seal, last), now=at)


def _measures(visit: Visit) -> list[dict[str, Any]]:
    deadline = (visit.on + timedelta(days=15)).isoformat()
    found: list[dict[str, Any]] = []
    if visit.script.is_faulty:
        found.append({"kind": "rectify", "text": "责令限期改正检查中发现的不符合项。", "deadline_on": deadline})
    if visit.script.exceeding:
        found.append({"kind": "stop_use", "deadline_on": None,
                      "text": "示值误差超出最大允许误差的计量器具停止使用，送法定计量检定机构检定。"})
    return found


def _confirm(visit: Visit) -> None:
    seal = visit.session.get_one(Inspection, visit.id).seal
    assert seal is not None
    inspections.confirm(visit.session, visit.second, Confirm(
        visit.city.id("confirmation", visit.id), visit.id, visit.second.user_id, "own_session", seal["sha256"],
        visit.script.division), now=visit.at + timedelta(minutes=95))


def _decide(visit: Visit, decision: str, at: datetime, comments: Sequence[Comment] = ()) -> None:
    version = changes.version_of(visit.session, visit.id)
    review.decide(visit.session, visit.chief, Decide(visit.id, decision, version, comments), now=at)
