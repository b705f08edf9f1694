"""The wire forms of campaigns and tasks."""

from __future__ import annotations

import marshmallow as ma

from server.campaigns.lifecycle import CAMPAIGN_STATES, TASK_STATES
from server.campaigns.queries import TaskFilter
from server.kernel.fields import Choice, Count, DateField, DivisionCode, EntityId, Text, items
from server.kernel.paging import PageArguments, page_schema
from server.kernel.schema import Schema


class CampaignSchema(Schema):
    id = EntityId(required=True)
    name = Text(max=120, required=True)
    basis = Text(max=500, required=True)
    kinds = items(Text(max=20), required=True)
    starts_on = DateField(required=True)
    ends_on = DateField(required=True)
    state = Choice(CAMPAIGN_STATES, required=True)


class CampaignWithProgressSchema(CampaignSchema):
    progress = ma.fields.Dict(keys=Choice(TASK_STATES), values=Count(), required=True)


class TaskSchema(Schema):
    id = EntityId(required=True)
    campaign_id = EntityId(required=True)
    premises_id = EntityId(required=True)
    premises_name = Text(required=True)
    division = DivisionCode(required=True)
    assignee_ids = items(EntityId(), required=True)
    assignee_names = items(Text(), required=True)
    due_on = DateField(required=True)
    state = Choice(TASK_STATES, required=True)
    inspection_id = EntityId(required=True, allow_none=True)
    note = Text(max=500, required=True, allow_none=True)


CampaignPage = page_schema(CampaignSchema, "CampaignPage")
TaskPage = page_schema(TaskSchema, "TaskPage")


class CampaignListArguments(PageArguments):
    state = Choice(CAMPAIGN_STATES, load_default=None)


class TaskListArguments(PageArguments):
    campaign_id = EntityId(load_default=None)
    division = DivisionCode(load_default=None)
    state = Choice(TASK_STATES, load_default=None)
    assignee_id = EntityId(load_default=None)
    premises_id = EntityId(load_default=None)

    @ma.post_load
    def _narrowed(self, data: dict[str, object], **kwargs: object) -> dict[str, object]:
        names = TaskFilter.__dataclass_fields__
        return {"narrowed": TaskFilter(**{k: v for k, v in data.items() if k in names}),  # type: ignore[arg-type]
                **{k: v for k, v in data.items() if k not in names}}
