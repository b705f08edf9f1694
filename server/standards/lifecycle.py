"""The states of a standard: in use, or retired. A standard retired by mistake comes back."""

from __future__ import annotations

from server.standards.problems import StandardStep

STATES = IN_USE, RETIRED = ("in_use", "retired")
NEXT: dict[tuple[str, str], str] = {(IN_USE, "retire"): RETIRED, (RETIRED, "reopen"): IN_USE}
ACTIONS = tuple(action for _, action in NEXT)


def next_state(state: str, action: str) -> str:
    """Where `action` leads from `state`; what is not in the table cannot happen."""
    found = NEXT.get((state, action))
    if found is None:
        raise StandardStep(state=state, action=action[:30])
    return found
