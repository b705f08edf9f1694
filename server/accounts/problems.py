"""What can go wrong when people sign in or are administered."""

from __future__ import annotations

from server.kernel.problems import Problem


class WrongCredentials(Problem):
    slug, status = "wrong_credentials", 401
    title, title_en = "用户名或密码不正确", "The user name or the password is not right"


class SignInThrottled(Problem):
    slug, status = "sign_in_throttled", 429
    title, title_en = "尝试次数过多，请稍后再试", "Too many attempts; wait before the next one"


class SessionExpired(Problem):
    slug, status = "session_expired", 401
    title, title_en = "登录已过期，联网后请重新登录", "The session has expired; sign in again when online"


class DeviceRevoked(Problem):
    slug, status = "device_revoked", 401
    title, title_en = "本机已被停用，请与管理员联系", "This device was revoked; speak to the administrator"


class AccountClosed(Problem):
    slug, status = "account_closed", 401
    title, title_en = "账号已停用，请与管理员联系", "This account was closed; speak to the administrator"


class DeviceTaken(Problem):
    slug, status = "device_taken", 409
    title, title_en = "此设备编号属于其他人员", "This device identifier belongs to somebody else"


class EnrolmentInvalid(Problem):
    slug, status = "enrolment_invalid", 422
    title, title_en = "登记码无效或已过期，请在管理端重新生成", "This code is not valid; make a new one at the desk"


class UsernameTaken(Problem):
    slug, status = "username_taken", 409
    title, title_en = "用户名已被使用", "This user name is taken"


class NoAppointment(Problem):
    slug, status = "no_appointment", 403
    title, title_en = "没有在有效期内的任职，不能登录", "No appointment in force; this account cannot sign in"
