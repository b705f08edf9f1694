"""What can go wrong with a visit."""

from __future__ import annotations

from server.kernel.problems import Problem


class Sealed(Problem):
    slug, status = "sealed", 409
    title, title_en = "记录已签名封存，不能更改；请补充说明或重新检查", \
        "The record is signed and sealed; add a supplement or inspect again"


class SealMismatch(Problem):
    slug, status = "seal_mismatch", 422
    title, title_en = "签名封存的内容与服务器收到的内容不一致", "What was signed differs from what the server received"


class InspectionStep(Problem):
    slug, status = "inspection_step", 409
    title, title_en = "检查记录当前状态不能进行此操作", "The inspection cannot take this step from its present state"


class NotYourInspection(Problem):
    slug, status = "not_your_inspection", 403
    title, title_en = "只有本次检查的执法人员可以操作", "Only the officers of this visit may do this"


class NotLead(Problem):
    slug, status = "not_lead", 403
    title, title_en = "只有主办人员可以提交", "Only the lead officer may submit"


class OfficersMissing(Problem):
    slug, status = "officers_missing", 422
    title, title_en = "现场检查须有两名具备执法资格的人员", "A visit needs two different officers who may enforce"


class NothingChecked(Problem):
    slug, status = "nothing_checked", 422
    title, title_en = "还没有任何检查内容", "Nothing has been checked yet"


class SignaturesMissing(Problem):
    slug, status = "signatures_missing", 422
    title, title_en = "签名不完整", "Signatures are missing or incomplete"


class WrongProof(Problem):
    slug, status = "wrong_proof", 403
    title, title_en = "第二执法人员确认未通过，请核对口令", "The confirmation of the second officer was not proved"


class ProofLocked(Problem):
    slug, status = "proof_locked", 429
    title, title_en = "口令错误次数过多，请第二执法人员在本人手机上确认", \
        "Too many wrong PINs; the second officer confirms on the own phone"


class NotSecondOfficer(Problem):
    slug, status = "not_second_officer", 403
    title, title_en = "只有本次检查的第二执法人员可以确认", "Only the second officer of this visit may confirm"


class ReplacesNothing(Problem):
    slug, status = "replaces_nothing", 409
    title, title_en = "要更正的检查内容不存在或已被更正", "The check to correct does not exist or was corrected already"


class DateOfJudgement(Problem):
    slug, status = "date_of_judgement", 422
    title, title_en = "检查日期应为开始时刻的当地日期", "The date must be the local date of the start"


class IdentifierReused(Problem):
    slug, status = "identifier_reused", 409
    title, title_en = "该标识已用于其他记录", "This identifier already names another record"


class NotSupersedable(Problem):
    slug, status = "not_supersedable", 409
    title, title_en = "只能替代同一场所已提交或已退回的记录", \
        "Only a submitted or returned record of the same premises can be superseded"


class ReturnUnanswered(Problem):
    slug, status = "return_unanswered", 409
    title, title_en = "请先对退回意见作出补充说明，再重新提交", "Answer the comments by a supplement first"
