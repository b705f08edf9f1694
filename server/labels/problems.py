"""What can go wrong with labels."""

from __future__ import annotations

from server.kernel.problems import Problem


class LabelCodeWrong(Problem):
    slug, status = "label_code_wrong", 422
    title, title_en = "标签码有误，请重新扫描或输入", "This is no label code; scan or type it again"


class LabelUsed(Problem):
    slug, status = "label_used", 409
    title, title_en = "该标签已使用，请更换标签并报告", "This label is in use; take another one and report it"


class InstrumentLabelled(Problem):
    slug, status = "instrument_labelled", 409
    title, title_en = "该器具已有标签，如需换贴请先确认", "This instrument has a label; confirm that you replace it"


class LabelStep(Problem):
    slug, status = "label_step", 409
    title, title_en = "标签当前状态不能进行此操作", "The label cannot do this in its present state"


class LabelHostPrivate(Problem):
    slug, status = "label_host_private", 409
    title = "标签网址指向本机或者内网，不能制作正式标签"
    title_en = "Labels would point to this machine or a private network; real ones are not made"


class BatchesUsedUp(Problem):
    slug, status = "batches_used_up", 409
    title, title_en = "批次号已用完", "No batch number is left under this key"
