"""The wire states of campaigns and tasks, as phones pull them."""

from __future__ import annotations

from typing import Any

from server.campaigns.models import Campaign, Task


def campaign_state(one: Campaign) -> dict[str, Any]:
    return {"name": one.name, "basis": one.basis, "kinds": one.kinds, "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat(), "state": one.state}


def task_state(one: Task) -> dict[str, Any]:
    return {"campaign_id": one.campaign_id, "premises_id": one.premises_id, "division": one.division,
            "assignee_ids": one.assignee_ids, "due_on": one.due_on.isoformat(), "state": one.state,
            "inspection_id": one.inspection_id, "note": one.note}
