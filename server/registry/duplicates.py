"""Things of the ledger that may be one and the same, for a person to decide about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.identity import Identity
from server.registry.models import Instrument, Merchant, Premises
from server.registry.queries import visible

MAX_GROUPS = 200
Thing = type[Merchant] | type[Premises] | type[Instrument]


@dataclass(frozen=True)
class Group:
    """Several things that share what should tell them apart."""

    entity: str
    reason: str
    items: list[dict[str, str]]


# entity, reason, model, the columns that are equal, the column shown beside the name
RULES: tuple[tuple[str, str, Thing, tuple[Any, ...], Any], ...] = (
    ("instrument", "same_serial_number", Instrument,
     (Instrument.serial_number, Instrument.manufacturer, Instrument.model), Instrument.serial_number),
    ("merchant", "same_credit_code", Merchant, (Merchant.credit_code,), Merchant.credit_code),
    ("merchant", "same_name_and_address", Merchant, (Merchant.name, Merchant.address), Merchant.address),
    ("premises", "same_name_and_address", Premises,
     (Premises.name, Premises.address, Premises.position_no, Premises.parent_id), Premises.address))


def duplicates(session: Session, identity: Identity) -> tuple[list[Group], bool]:
    """Up to two hundred groups, and whether there are more."""
    found: list[Group] = []
    for entity, reason, model, equal, shown in RULES:
        for items in _groups(session, identity, model, equal, shown):
            found.append(Group(entity, reason, items))
            if len(found) > MAX_GROUPS:
                return found[:MAX_GROUPS], True
    return found, False


def _groups(session: Session, identity: Identity, model: Any, equal: Sequence[Any],
            shown: Any) -> Iterator[list[dict[str, str]]]:
    """Living rows that are equal in all of `equal`, the first of which must not be blank."""
    living = sa.and_(model.state != "retired", equal[0].is_not(None), equal[0] != "")
    marked = visible(identity, model).where(living).with_only_columns(*equal).group_by(*equal)
    twice = marked.having(sa.func.count() > 1).order_by(*equal).limit(MAX_GROUPS + 1).subquery()
    same = sa.and_(*(_equals(column, twice.c[column.key]) for column in equal))
    rows = session.execute(visible(identity, model).where(living).join(twice, same)
                           .with_only_columns(model.id, model.name, model.division, shown, *equal)
                           .order_by(*equal, model.id))
    group: list[dict[str, str]] = []
    key: tuple[Any, ...] | None = None
    for id, name, division, note, *values in rows:
        if group and tuple(values) != key:
            yield group
            group = []
        key = tuple(values)
        group.append({"id": id, "name": name, "division": division, "note": note or ""})
    if group:
        yield group


def _equals(column: Any, other: Any) -> sa.ColumnElement[bool]:
    condition: sa.ColumnElement[bool] = column.is_not_distinct_from(other)
    return condition
