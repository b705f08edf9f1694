"""The words a judgement may end in, and what each means for the check that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# T1: short by more than the tolerance T; T2: by more than twice T (studies: domain §8.1, §8.3).
MEANINGS: Mapping[str, str] = {
    "pass": "within",
    "ok": "within",
    "fail": "exceeds",
    "T1_defective": "exceeds",
    "T2_defective": "exceeds",
    "value": "unjudged",
}


def is_reference(evaluation: Mapping[str, Any]) -> bool:
    """Judged by an edition that was over on the day, because nothing newer with numbers is known."""
    return "reference_only" in (evaluation.get("basis") or "").split("; ")


def means(evaluation: Mapping[str, Any]) -> str:
    """`within`, `exceeds`, `unjudged` where nothing was to be judged, `refused` where nothing could be.

    A verdict that its visit counts as a mere reference is shown and judges nothing (ADR 0017).
    """
    if evaluation.get("reference"):
        return "unjudged"
    if evaluation["verdict"] is not None:
        return MEANINGS[evaluation["verdict"]]
    problem = evaluation.get("problem") or {}
    return "unjudged" if problem.get("slug") == "record_only" else "refused"
