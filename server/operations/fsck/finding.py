"""What a check says when something does not hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that does not hold. A notice is only left over: nobody's work depends on it."""

    check: str
    subject: str
    detail: str = ""
    notice: bool = False
