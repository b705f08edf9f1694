"""Divisions of the city."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.model import Base


class Division(Base):
    """A division by its GB/T 2260 code."""

    __tablename__ = "division"
    code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("division.code"))
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(60))
