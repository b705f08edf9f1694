"""The declarative base and the mixin every stored entity shares."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from server.kernel.columns import Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Own base: Flask-SQLAlchemy gets only its metadata, so that leaving it stays cheap (ADR)."""

    metadata = sa.MetaData(naming_convention=NAMING)


class Entity:
    """A thing with an identifier minted where it is born, perhaps on a phone."""

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


def one_of(name: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """A named check that a text column holds one of `values`."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} in ({allowed})", name=name)
