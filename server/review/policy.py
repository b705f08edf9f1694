"""Pure decisions of review: what keeps a record from being approved, in the order in which a reviewer can act on it."""

from __future__ import annotations

from collections.abc import Collection

from server.review.problems import AwaitingConfirmation, AwaitingEvidence, FourEyes


def is_stranger(user_id: str, took_part: Collection[str]) -> bool:
    """Four eyes: whoever took part in a visit does not review it."""
    return user_id not in took_part


def obstacles(user_id: str, took_part: Collection[str], is_confirmed: bool, missing: Collection[str]) -> list[str]:
    """The slugs of the problems that approving would meet now."""
    found = [] if is_stranger(user_id, took_part) else [FourEyes.slug]
    if not is_confirmed:
        found.append(AwaitingConfirmation.slug)
    if missing:
        found.append(AwaitingEvidence.slug)
    return found
