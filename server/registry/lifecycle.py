"""States of the three kinds of thing in the ledger, as one table: entity, action, from, to."""

from __future__ import annotations

from server.registry.problems import WrongState

MERCHANT_STATES = ("active", "retired")
PREMISES_STATES = ("active", "closed", "retired")
INSTRUMENT_STATES = ("in_use", "stopped", "not_found", "retired")
VERIFICATION_STATES = ("accepted", "pending", "refused")
ORIGINS = ("ledger", "field")

INITIAL = {"merchant": "active", "premises": "active", "instrument": "in_use"}

# (entity, action): (states it may start from, state it leads to)
TRANSITIONS: dict[tuple[str, str], tuple[frozenset[str], str]] = {
    ("merchant", "retire"): (frozenset({"active"}), "retired"),
    ("merchant", "reopen"): (frozenset({"retired"}), "active"),
    ("premises", "close"): (frozenset({"active"}), "closed"),
    ("premises", "retire"): (frozenset({"active", "closed"}), "retired"),
    ("premises", "reopen"): (frozenset({"closed", "retired"}), "active"),
    ("instrument", "stop"): (frozenset({"in_use", "not_found"}), "stopped"),
    ("instrument", "miss"): (frozenset({"in_use", "stopped"}), "not_found"),
    ("instrument", "retire"): (frozenset({"in_use", "stopped", "not_found"}), "retired"),
    ("instrument", "reopen"): (frozenset({"stopped", "not_found", "retired"}), "in_use"),
}


def actions(entity: str) -> tuple[str, ...]:
    """The actions an entity knows."""
    return tuple(action for kind, action in TRANSITIONS if kind == entity)


def next_state(entity: str, state: str, action: str) -> str:
    """Where `action` leads from `state`; what is already there stays there, so a repeated action is no error."""
    known = TRANSITIONS.get((entity, action))
    if known is None:
        raise WrongState(entity=entity, state=state, action=action[:30])
    starts, target = known
    if state != target and state not in starts:
        raise WrongState(entity=entity, state=state, action=action)
    return target
