"""Every synced entity with the table that is its truth and the wire state that follows from it. fsck compares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.accounts import commands as accounts
from server.accounts.models import User
from server.campaigns import wire as campaigns
from server.campaigns.models import Campaign, Task
from server.inspections import wire as inspections
from server.jurisdictions.models import Division
from server.labels.models import Label
from server.registry import wire as registry
from server.review import models as review
from server.rulebooks.models import ChecklistEdition, Phrase, RulebookEdition
from server.standards import wire as standards
from server.standards.models import ReferenceStandard
from server.sync import conflicts
from server.sync.models import Conflict


@dataclass(frozen=True)
class Synced:
    """A table and how a row of it looks on the wire."""

    model: Any
    wire: Callable[[Session, Any], dict[str, Any]]


def _alone(model: Any, wire: Callable[[Any], dict[str, Any]]) -> Synced:
    return Synced(model, lambda session, row: wire(row))


def _division(one: Division) -> dict[str, Any]:
    return {"code": one.code, "parent_code": one.parent_code, "name": one.name, "name_en": one.name_en}


SYNCED: dict[str, Synced] = {
    "division": _alone(Division, _division),
    "officer": Synced(User, accounts.wire_state),
    **{name: _alone(model, registry.wire_state) for model, name in registry.ENTITY_NAMES.items()},
    standards.ENTITY: _alone(ReferenceStandard, standards.wire_state),
    "label": _alone(Label, Label.wire),
    "campaign": _alone(Campaign, campaigns.campaign_state),
    "task": _alone(Task, campaigns.task_state),
    "checklist": _alone(ChecklistEdition, ChecklistEdition.wire),
    "rulebook": _alone(RulebookEdition, RulebookEdition.wire),
    "phrase": _alone(Phrase, Phrase.wire),
    **{name: _alone(model, inspections.wire_state) for model, name in inspections.ENTITIES.items()},
    "publication": _alone(review.Publication, review.wire_state),
    "conflict": _alone(Conflict, conflicts.wire_state),
}
