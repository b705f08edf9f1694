"""A reference standard, with what its newest certificate says."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.model import Base, Entity, one_of
from server.standards import lifecycle, policy


class ReferenceStandard(Entity, Base):
    """A set of weights, a measure, a set of lenses. Quantities are the text of the certificate."""

    __tablename__ = "reference_standard"
    __table_args__ = (one_of("kind_known", "kind", policy.KINDS), one_of("state_known", "state", lifecycle.STATES),
                      sa.Index("ix_reference_standard_due", "division", "valid_until", "id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(100))
    serial_number: Mapped[str] = mapped_column(sa.String(60))
    accuracy_class: Mapped[str] = mapped_column(sa.String(40))
    nominal_minimum: Mapped[str | None] = mapped_column(sa.String(40))
    nominal_maximum: Mapped[str | None] = mapped_column(sa.String(40))
    nominal_unit: Mapped[str | None] = mapped_column(sa.String(10))
    certificate_number: Mapped[str] = mapped_column(sa.String(100))
    institution: Mapped[str] = mapped_column(sa.String(200))
    verified_on: Mapped[date] = mapped_column(sa.Date)
    valid_until: Mapped[date] = mapped_column(sa.Date)
    accuracy_kind: Mapped[str | None] = mapped_column(sa.String(30))
    accuracy_value: Mapped[str | None] = mapped_column(sa.String(40))
    accuracy_unit: Mapped[str | None] = mapped_column(sa.String(10))
    keeper: Mapped[str] = mapped_column(sa.String(60))
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    state: Mapped[str] = mapped_column(sa.String(10))
    retired_on: Mapped[date | None] = mapped_column(sa.Date)
