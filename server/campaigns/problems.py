"""What can go wrong with campaigns and tasks."""

from __future__ import annotations

from server.kernel.problems import Problem


class CampaignClosed(Problem):
    slug, status = "campaign_closed", 409
    title, title_en = "专项行动已结束，不能再分派任务", "The campaign is closed; no more tasks can be given out"


class CampaignStep(Problem):
    slug, status = "campaign_step", 409
    title, title_en = "专项行动当前状态不能进行此操作", "The campaign cannot take this step from its present state"


class TaskStep(Problem):
    slug, status = "task_step", 409
    title, title_en = "任务当前状态不能进行此操作", "The task cannot take this step from its present state"
