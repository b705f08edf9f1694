"""Writes of the tree: publishing the bundled divisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from server.jurisdictions.divisions import DIVISIONS
from server.jurisdictions.models import Division
from server.kernel import changes
from server.kernel.identity import SYSTEM
from server.kernel.ids import derived
from server.kernel.permissions import command


@command("division.publish", permission=None)
def publish_bundled(session: Session, *, now: datetime) -> int:
    """Store the bundled divisions that are not there yet; safe to run twice. Only installation calls it."""
    fresh = []
    for code, parent, name, name_en in DIVISIONS:
        if session.get(Division, code):
            continue
        division = Division(code=code, id=derived("division", code), parent_code=parent, name=name, name_en=name_en)
        session.add(division)
        session.flush()
        state = {"code": code, "parent_code": parent, "name": name, "name_en": name_en}
        fresh.append(changes.Change("division", division.id, "ref:divisions", state))
    changes.record_many(session, fresh, actor=SYSTEM.user_id, now=now)
    return len(fresh)
