"""States of campaigns and tasks: from, action, to. What is not in the table cannot happen."""

from __future__ import annotations

CAMPAIGN_STATES = ("planned", "open", "closed")
TASK_STATES = ("open", "in_progress", "done", "cancelled")

CAMPAIGN: dict[tuple[str, str], str] = {
    ("planned", "open"): "open",
    ("planned", "close"): "closed",
    ("open", "close"): "closed",
    ("closed", "reopen"): "open",
}
TASK: dict[tuple[str, str], str] = {
    ("open", "start"): "in_progress",
    ("in_progress", "finish"): "done",
    ("in_progress", "release"): "open",  # the visit was withdrawn
    ("done", "start"): "in_progress",  # a new visit supersedes the one that was returned
    ("open", "cancel"): "cancelled",
    ("in_progress", "cancel"): "cancelled",
}
