"""Writes the invented city in bulk: typed rows, their versions and the change log, labels, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, class_mapper

from server.kernel import changes
from server.kernel.changes import Change
from server.kernel.identity import SYSTEM
from server.labels import codes, commands, policy
from server.labels.lifecycle import BLANK, BOUND, UNSIGNED
from server.labels.models import Label, LabelBatch, LabelBinding
from server.operations.demo.city import City
from server.registry.wire import ENTITY_NAMES, Synced, wire_state

SPARE_LABELS = 20


def store(session: Session, city: City, origin: str) -> None:
    """Everything of the city: first what others name. Labels come last, one batch a division."""
    for things in (city.merchants, city.premises, city.instruments, city.verifications):
        _insert(session, things)
        _log(session, city, [Change(ENTITY_NAMES[type(one)], one.id, f"division:{one.division}", wire_state(one))
                             for one in things])
    for number, division in enumerate(sorted({one.division for one in city.instruments}), start=1):
        _store_labels(session, city, division, number, origin)


def _insert(session: Session, things: Sequence[Synced | LabelBatch | Label | LabelBinding]) -> None:
    if things:
        model = type(things[0])
        names = [column.key for column in class_mapper(model).column_attrs]
        session.execute(sa.insert(model), [_row(one, names) for one in things])


def _row(one: Any, names: list[str]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _log(session: Session, city: City, fresh: list[Change]) -> None:
    changes.record_many(session, fresh, actor=SYSTEM.user_id, now=city.now)


def _store_labels(session: Session, city: City, division: str, number: int, origin: str) -> None:
    """A label on every instrument, and some blank ones to try binding with."""
    wearing = [one for one in city.instruments if one.division == division]
    batch = LabelBatch(id=city.id("batch", division), key=commands.UNSIGNED_KEY, number=number, profile=UNSIGNED,
                       host=policy.host_of(origin), division=division, size=len(wearing) + SPARE_LABELS, is_demo=True,
                       created_by=SYSTEM.user_id, created_at=city.now, updated_at=city.now)
    drawn: dict[str, None] = {}
    while len(drawn) < batch.size:
        drawn[codes.generate(batch.key, batch.number, city.rng.getrandbits)] = None
    labels = [_label(city, batch, code, wearing[place].id if place < len(wearing) else None)
              for place, code in enumerate(drawn)]
    bound = [one for one in labels if one.state == BOUND]
    _insert(session, [batch])
    _insert(session, labels)
    _insert(session, [LabelBinding(id=city.id("binding", one.code), label_id=one.id, instrument_id=one.instrument_id,
                                   bound_at=city.now, bound_by=SYSTEM.user_id) for one in bound])
    _log(session, city, [Change("label", one.id, f"division:{division}", one.wire()) for one in labels])


def _label(city: City, batch: LabelBatch, code: str, instrument_id: str | None) -> Label:
    return Label(id=city.id("label", code), code=code, batch_id=batch.id, state=BOUND if instrument_id else BLANK,
                 instrument_id=instrument_id, bound_at=city.now if instrument_id else None, disputed=False,
                 division=batch.division, created_at=city.now, updated_at=city.now)
