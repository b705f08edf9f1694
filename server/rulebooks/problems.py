"""What can go wrong when reference data is published."""

from __future__ import annotations

from server.kernel.problems import Problem


class EditionTaken(Problem):
    slug, status = "edition_taken", 409
    title, title_en = "该版本已发布，请使用新的版本号", "This edition is published already; name the new one otherwise"


class DraftClosed(Problem):
    slug, status = "draft_closed", 409
    title, title_en = "该草稿已发布或已弃用，不能再改", "This draft is published or discarded and can no longer change"


class EditionNotReady(Problem):
    slug, status = "edition_not_ready", 409
    title, title_en = "该版本尚不能发布，请先处理所列各项", "This edition cannot be published yet; see why"


class EditionsOverlap(Problem):
    slug, status = "editions_overlap", 409
    title, title_en = "生效日期须晚于已发布的各版本", "An edition must come into force after those already published"
