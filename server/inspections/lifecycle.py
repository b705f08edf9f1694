"""The states of an inspection: from, action, to, and the permission each step needs. What is not here cannot happen."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("open", "submitted", "returned", "approved", "superseded")
OUTCOMES = ("inspected", "closed_business", "no_such_premises", "not_seen", "stopped_use", "refused")


@dataclass(frozen=True)
class Step:
    """One allowed step."""

    source: str
    action: str
    target: str
    permission: str


STEPS = (
    Step("open", "submit", "submitted", "inspection.sign"),
    Step("open", "withdraw", "superseded", "inspection.sign"),
    Step("submitted", "return", "returned", "review.decide"),
    Step("submitted", "approve", "approved", "review.decide"),
    Step("returned", "resubmit", "submitted", "inspection.sign"),
    Step("returned", "supersede", "superseded", "inspection.sign"),
    Step("submitted", "supersede", "superseded", "inspection.sign"),
    Step("approved", "supersede", "superseded", "review.decide"),
)
TABLE: dict[tuple[str, str], Step] = {(step.source, step.action): step for step in STEPS}
ACTIONS = tuple(dict.fromkeys(step.action for step in STEPS))

# Facts: what signing seals. Everything else on an inspection says what happened to it afterwards.
FACTS = ("premises_id", "task_id", "venue_kind", "division", "on", "started_at", "lead_officer_id",
         "second_officer_id", "assistants", "conditions", "standards", "position", "statement", "outcome",
         "outcome_note", "measures", "supersedes_id")
AFTERWARDS = ("state", "submitted_at", "seal", "second_confirmed_at", "review_comments", "published_at")
PATCHABLE = ("second_officer_id", "assistants", "conditions", "standards", "position", "statement", "outcome",
             "outcome_note", "measures")


def is_sealed(state: str) -> bool:
    """Whether the facts can no longer change."""
    return state != "open"
