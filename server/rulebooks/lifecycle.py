"""States of a draft: from, action, to. What is not in the table cannot happen."""

from __future__ import annotations

DRAFT_STATES = ("draft", "published", "discarded")

DRAFT: dict[tuple[str, str], str] = {
    ("draft", "replace"): "draft",
    ("draft", "publish"): "published",
    ("draft", "discard"): "discarded",
}
