"""The catalogue of problems (RFC 9457). One class per thing that can go wrong; a room's own stand in its problems.py.

`title` is Chinese, `title_en` English; the facts a raiser gives travel as extension members.
"""

from __future__ import annotations

from typing import Any, ClassVar

CATALOGUE: dict[str, type[Problem]] = {}


class Problem(Exception):
    """Something the caller can understand and act on; becomes application/problem+json."""

    slug: ClassVar[str] = ""
    status: ClassVar[int] = 400
    title: ClassVar[str] = ""
    title_en: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.slug in CATALOGUE:
            raise TypeError(f"two problems share the slug {cls.slug}")
        CATALOGUE[cls.slug] = cls

    def __init__(self, detail: str | None = None, *, errors: list[dict[str, str]] | None = None,
                 headers: dict[str, str] | None = None, **facts: Any) -> None:
        super().__init__(detail or self.title_en)
        self.detail, self.errors, self.headers, self.facts = detail, errors, headers or {}, facts

    def body(self, instance: str | None = None) -> dict[str, Any]:
        """The wire form. `detail` is for developers; people read the title or the message of the slug."""
        found: dict[str, Any] = {"type": f"/problems/{self.slug}", "title": self.title, "title_en": self.title_en,
                                 "status": self.status, **self.facts}
        if self.detail:
            found["detail"] = self.detail
        if self.errors:
            found["errors"] = self.errors[:100]
        if instance:
            found["instance"] = instance
        return found


def field_error(pointer: str, code: str, message: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "message": message}


class BadRequest(Problem):
    slug, status = "bad_request", 400
    title, title_en = "请求格式有误", "The request cannot be read"


class InvalidJson(Problem):
    slug, status = "invalid_json", 400
    title, title_en = "内容不是有效的 JSON", "The body is not valid JSON"


class JsonTooDeep(Problem):
    slug, status = "json_too_deep", 400
    title, title_en = "JSON 嵌套过深", "The JSON is nested too deeply"


class DuplicateKey(Problem):
    slug, status = "duplicate_key", 400
    title, title_en = "JSON 中有重复的键", "The JSON names a key twice"


class TruncatedBody(Problem):
    slug, status = "truncated_body", 400
    title, title_en = "内容不完整，请重新发送", "The body was cut short; send it again"


class BadCursor(Problem):
    slug, status = "bad_cursor", 400
    title, title_en = "翻页位置无效，请从第一页开始", "The page cursor is not valid; start from the first page"


class Unauthenticated(Problem):
    slug, status = "unauthenticated", 401
    title, title_en = "请先登录", "Sign in first"


class Forbidden(Problem):
    slug, status = "forbidden", 403
    title, title_en = "没有此项权限", "You may not do this"


class CsrfFailed(Problem):
    slug, status = "csrf", 403
    title, title_en = "页面已过期，请刷新后重试", "The page is stale; reload and try again"


class NotFound(Problem):
    slug, status = "not_found", 404
    title, title_en = "未找到", "Not found"


class MethodNotAllowed(Problem):
    slug, status = "method_not_allowed", 405
    title, title_en = "不支持此操作方式", "This method is not allowed here"


class NotAcceptable(Problem):
    slug, status = "not_acceptable", 406
    title, title_en = "无法按要求的格式返回", "Cannot answer in the format asked for"


class Conflict(Problem):
    slug, status = "conflict", 409
    title, title_en = "与现有数据冲突", "This conflicts with what is stored"


class StaleVersion(Problem):
    slug, status = "stale_version", 409
    title, title_en = "内容已被他人更新，请查看后重试", "Somebody changed this meanwhile; look and try again"


class LengthRequired(Problem):
    slug, status = "length_required", 411
    title, title_en = "缺少内容长度", "Content-Length is required"


class TooLarge(Problem):
    slug, status = "too_large", 413
    title, title_en = "内容过大", "The body is too large"


class UnsupportedType(Problem):
    slug, status = "unsupported_type", 415
    title, title_en = "不支持此内容类型", "This content type is not supported"


class Invalid(Problem):
    slug, status = "invalid", 422
    title, title_en = "填写的内容有误", "Some of what was sent is not valid"


class VersionRequired(Problem):
    slug, status = "version_required", 428
    title, title_en = "缺少版本号", "If-Match with the version is required"


class RateLimited(Problem):
    slug, status = "rate_limited", 429
    title, title_en = "操作过于频繁，请稍后再试", "Too many attempts; wait and try again"


class ServerError(Problem):
    slug, status = "server_error", 500
    title, title_en = "系统出现问题，数据未丢失，请稍后再试", "Something broke on our side; nothing was lost, try later"


class Busy(Problem):
    slug, status = "busy", 503
    title, title_en = "系统繁忙，请稍后再试", "Busy; try again shortly"
