"""What can go wrong with reference standards."""

from __future__ import annotations

from server.kernel.problems import Problem


class StandardStep(Problem):
    slug, status = "standard_step", 409
    title, title_en = "标准器当前状态不能进行此操作", "The standard cannot do this in its present state"


class StandardKnown(Problem):
    slug, status = "standard_known", 409
    title = "本区划已登记同类、同编号的标准器"
    title_en = "A standard of this kind and number is registered in this division"


class StandardIdentifierTaken(Problem):
    slug, status = "standard_identifier_taken", 409
    title, title_en = "该标识已用于内容不同的记录", "This identifier already names something else"
