"""The wire states of a visit and its children. `facts` is the part of an inspection that the seal covers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from server.inspections.lifecycle import AFTERWARDS, FACTS
from server.inspections.models import Check, Confirmation, Delivery, Inspection, Supplement
from server.kernel import clock

CHECK_SENT = ("inspection_id", "target", "premises_id", "instrument_id", "checklist_code", "checklist_edition",
              "answers", "identity_checks", "measurements", "outcome", "note", "photos", "replaces", "officer_id",
              "division")
FIELDS: dict[type, tuple[str, ...]] = {
    Inspection: FACTS + AFTERWARDS,
    Check: (*CHECK_SENT, "server_evaluation", "evaluators_differ", "op_sha256"),  # a seal on another phone names it
    Confirmation: ("inspection_id", "officer_id", "method", "proof", "seal_sha256", "division"),
    Supplement: ("inspection_id", "kind", "text", "photos", "answers_comment", "division"),
    Delivery: ("inspection_id", "method", "code", "division"),
}
ENTITIES: dict[type, str] = {Inspection: "inspection", Check: "check", Confirmation: "confirmation",
                             Supplement: "supplement", Delivery: "delivery"}
Synced = Inspection | Check | Confirmation | Supplement | Delivery


def wire_state(one: Synced) -> dict[str, Any]:
    """What phones receive. A PIN proof is not handed on: with it a PIN could be searched for offline."""
    state = {name: _plain(getattr(one, name)) for name in FIELDS[type(one)]}
    return state | {"proof": None} if isinstance(one, Confirmation) else state


def facts(one: Inspection) -> dict[str, Any]:
    return {name: _plain(getattr(one, name)) for name in FACTS}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.wire(value)
    return value.isoformat() if isinstance(value, date) else value
