"""The door of campaigns: what is going on, and which tasks are whose."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.accounts.queries import user_names
from server.campaigns import queries, schemas
from server.campaigns.models import Campaign, Task
from server.campaigns.wire import campaign_state, task_state
from server.kernel.http import Blueprint
from server.kernel.paging import page
from server.kernel.permissions import permission
from server.kernel.request import identity, session
from server.registry.models import Premises

blueprint = Blueprint("campaigns", __name__, url_prefix="/api/v1", description="Campaigns and tasks")
blueprints = (blueprint,)


@blueprint.route("/campaigns", methods=["GET"])
@blueprint.arguments(schemas.CampaignListArguments, location="query")
@blueprint.response(200, schemas.CampaignPage)
@permission("campaign.read")
def list_campaigns(given: dict[str, Any]) -> Any:
    """All campaigns."""
    return page(session(), queries.visible_campaigns(given["state"]), (Campaign.id,), given["cursor"], given["limit"])


@blueprint.route("/campaigns/<uuid:campaign_id>", methods=["GET"])
@blueprint.response(200, schemas.CampaignWithProgressSchema)
@permission("campaign.read")
def one_campaign(campaign_id: Any) -> dict[str, Any]:
    """One campaign, and how far its tasks have come."""
    found = queries.campaign(session(), str(campaign_id))
    return {**campaign_state(found), "id": found.id, "starts_on": found.starts_on, "ends_on": found.ends_on,
            "progress": queries.progress(session(), identity(), found.id)}


@blueprint.route("/tasks", methods=["GET"])
@blueprint.arguments(schemas.TaskListArguments, location="query")
@blueprint.response(200, schemas.TaskPage)
@permission("campaign.read")
def list_tasks(given: dict[str, Any]) -> dict[str, Any]:
    """Tasks of my divisions, and those given to me, the earliest due first."""
    due = sa.cast(Task.due_on, sa.String)
    found = page(session(), queries.visible_tasks(identity(), given["narrowed"]), (due, Task.id), given["cursor"],
                 given["limit"])
    wanted = sa.select(Premises.id, Premises.name).where(Premises.id.in_([one.premises_id for one in found.items]))
    names = {row[0]: row[1] for row in session().execute(wanted)}
    people = user_names(session(), [id for one in found.items for id in one.assignee_ids])
    rows = [{**task_state(one), "id": one.id, "premises_name": names[one.premises_id],
             "assignee_names": [people[id] for id in one.assignee_ids if id in people]} for one in found.items]
    return {"items": rows, "next": found.next}
