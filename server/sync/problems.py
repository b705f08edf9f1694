"""What can go wrong with an operation or a batch. The titles are read by inspectors."""

from __future__ import annotations

from server.kernel.problems import Problem


class NotCanonical(Problem):
    slug, status = "not_canonical", 422
    title, title_en = "操作内容的书写形式不规范", "The text of the operation is not in canonical form"


class OperationTooLarge(Problem):
    slug, status = "operation_too_large", 413
    title, title_en = "单条操作内容过大", "The operation is too large"


class HashMismatch(Problem):
    slug, status = "hash_mismatch", 422
    title, title_en = "操作内容与其摘要不符，已留存待查", "The content does not match its digest; held for inspection"


class OpReuse(Problem):
    slug, status = "op_reuse", 409
    title, title_en = "同一操作编号已用于不同内容，两份内容均已留存", \
        "This operation identifier was used for other content; both are kept"


class KindNotAllowed(Problem):
    slug, status = "kind_not_allowed", 422
    title, title_en = "不能对此对象进行这种操作", "This kind of operation is not possible on this entity"


class NotPatchable(Problem):
    slug, status = "not_patchable", 422
    title, title_en = "有不能修改的项目", "A field cannot be changed"


class WrongEntity(Problem):
    slug, status = "wrong_entity", 409
    title, title_en = "该标识属于另一类对象", "This identifier names another kind of entity"


class NewerSchema(Problem):
    slug, status = "newer_schema", 422
    title, title_en = "操作由较新版本的应用产生，已留存待系统升级", \
        "Made by a newer app; held until this server is updated"


class WrongActor(Problem):
    slug, status = "wrong_actor", 403
    title, title_en = "操作人与登录人不一致，已留存待核", "The operation was made by somebody else; held for inspection"


class ScopeGone(Problem):
    slug, status = "scope", 403
    title, title_en = "当前已无此辖区权限，内容已留存待核", "No permission there any more; held at the office"


class DeviceHeld(Problem):
    slug, status = "device_held", 403
    title, title_en = "本机已停用，内容已留存待核", "This device was revoked; what it sent is held at the office"


class HandInLimit(Problem):
    slug, status = "hand_in_limit", 429
    title, title_en = "今日上交量已达上限，其余留在本机，稍后继续", \
        "Enough was handed in for today; the rest stays on the phone and is taken later"


class DependencyHeld(Problem):
    slug, status = "dependency", 409
    title, title_en = "所依赖的操作未被接受，内容已留存待核", "What this depends on was not accepted; held with it"


class WrongDevice(Problem):
    slug, status = "wrong_device", 403
    title, title_en = "登录设备与发送设备不一致", "The session belongs to another device"


class UploadOnly(Problem):
    slug, status = "upload_only", 403
    title, title_en = "本机已停用，只能上传尚未送达的工作", \
        "This device was revoked: it may hand in its work and read nothing"


class AppTooOld(Problem):
    slug, status = "app_too_old", 426
    title, title_en = "应用版本过旧，请更新；未送达的工作不受影响", \
        "Update the app; unsent work is safe and still received"


class ConflictResolved(Problem):
    slug, status = "conflict_resolved", 409
    title, title_en = "此冲突已有处理结果", "This conflict was resolved already"
