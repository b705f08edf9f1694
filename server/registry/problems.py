"""What can go wrong in the ledger of merchants, premises and instruments."""

from __future__ import annotations

from server.kernel.problems import Problem


class WrongState(Problem):
    slug, status = "wrong_state", 409
    title, title_en = "当前状态不允许此操作", "The present state does not allow this"


class IdentifierTaken(Problem):
    slug, status = "identifier_taken", 409
    title, title_en = "该标识已用于内容不同的记录", "This identifier already names something else"


class NotAVenue(Problem):
    slug, status = "not_a_venue", 409
    title, title_en = "分级监管按整个单位认定，请在上级单位设定", "A class is set for a whole venue"


class OwnReport(Problem):
    slug, status = "own_report", 403
    title, title_en = "不能审核本人上报的检定信息", "Whoever reported a verification may not decide it"


class WorkbookRejected(Problem):
    slug, status = "workbook_rejected", 422
    title, title_en = "无法读取该工作簿", "This workbook cannot be read"


class BadMultipart(Problem):
    slug, status = "bad_multipart", 400
    title, title_en = "上传内容不完整，请重新上传", "The upload was cut short or is not a form; send it again"


class AlreadyCommitted(Problem):
    slug, status = "already_committed", 409
    title, title_en = "该台账已写入", "This ledger has been written already"


class RowsWrong(Problem):
    slug, status = "rows_wrong", 409
    title, title_en = "台账中有错误行，请改正后重新导入，或选择跳过错误行", \
        "Some rows are wrong; correct them, or choose to skip them"
