"""What can keep a record from being decided or published."""

from __future__ import annotations

from server.kernel.problems import Problem


class FourEyes(Problem):
    slug, status = "four_eyes", 403
    title, title_en = "参与本次检查的人员不能审核", "Whoever took part in the visit may not review it"


class AwaitingConfirmation(Problem):
    slug, status = "awaiting_confirmation", 409
    title, title_en = "第二执法人员待确认，暂不能通过", "The second officer has not confirmed yet"


class AwaitingEvidence(Problem):
    slug, status = "awaiting_evidence", 409
    title, title_en = "仍有照片未到达，暂不能通过", "Some photos have not arrived; it cannot be approved yet"


class AlreadyPublished(Problem):
    slug, status = "already_published", 409
    title, title_en = "检查结果已公示", "The result was published already"
