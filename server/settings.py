"""Settings, read once from the environment. A bad value stops the start with one clear line."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class BadSetting(Exception):
    """A setting that cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations."""

    database_url: str
    data_dir: Path
    secret_key: str
    host: str
    port: int
    label_origin: str
    timezone: str
    demo: bool
    secure_cookies: bool
    pwa_dir: Path
    session_days: int
    max_body_bytes: int
    backup_dir: Path
    backup_keep: int
    blob_store: str
    least_free_bytes: int
    photo_day_bytes: int
    backup_minutes: int = 15
    postgres_bin: Path | None = None
    database_pool: int = 8
    metrics_token: str = ""
    log_format: str = "text"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Without HENGJIAN_DATABASE_URL it is the demo, in var/demo."""
    env = os.environ if environ is None else environ
    url = env.get("HENGJIAN_DATABASE_URL", "")
    demo = not url or _flag(env, "HENGJIAN_DEMO", False)
    data_dir = Path(env.get("HENGJIAN_DATA_DIR") or ("var/demo" if demo else "var/data")).resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    host, port = env.get("HENGJIAN_HOST", "127.0.0.1"), _integer(env, "HENGJIAN_PORT", 8000, 1, 65535)
    origin = _origin(env.get("HENGJIAN_LABEL_ORIGIN", f"http://{host}:{port}"))
    return Settings(
        database_url=_database(url or f"sqlite:///{data_dir / 'hengjian.sqlite3'}"), data_dir=data_dir,
        secret_key=_secret(env, data_dir), host=host, port=port, label_origin=origin,
        timezone=_timezone(env.get("HENGJIAN_TIMEZONE", "Asia/Shanghai")), demo=demo,
        secure_cookies=_flag(env, "HENGJIAN_SECURE_COOKIES", not demo),
        pwa_dir=Path(env.get("HENGJIAN_PWA_DIR") or Path(__file__).parents[1] / "pwa" / "dist").resolve(),
        session_days=_integer(env, "HENGJIAN_SESSION_DAYS", 14, 1, 90),
        max_body_bytes=_integer(env, "HENGJIAN_MAX_BODY_BYTES", 8_000_000, 100_000, 100_000_000),
        backup_dir=Path(env.get("HENGJIAN_BACKUP_DIR") or data_dir / "backup").resolve(),
        backup_keep=_integer(env, "HENGJIAN_BACKUP_KEEP", 24, 1, 10_000),
        backup_minutes=_integer(env, "HENGJIAN_BACKUP_MINUTES", 15, 1, 1440),
        postgres_bin=_folder(env, "HENGJIAN_POSTGRES_BIN"),
        database_pool=_integer(env, "HENGJIAN_DATABASE_POOL", 8, 1, 100),
        metrics_token=_token(env, "HENGJIAN_METRICS_TOKEN"),
        log_format=_choice(env, "HENGJIAN_LOG", ("text", "json")),
        blob_store=_blob_store(env.get("HENGJIAN_BLOB_STORE", "file")),
        least_free_bytes=_integer(env, "HENGJIAN_LEAST_FREE_BYTES", 500_000_000, 0, 10**15),
        photo_day_bytes=_integer(env, "HENGJIAN_PHOTO_DAY_BYTES", 2_000_000_000, 20_971_520, 10**15))


def _database(url: str) -> str:
    if url.startswith("postgresql://"):
        return "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise BadSetting("HENGJIAN_DATABASE_URL: expected sqlite:///PATH or postgresql://…")


def _blob_store(value: str) -> str:
    parts = urlsplit(value)
    if value == "file" or (parts.scheme == "s3" and parts.netloc and not parts.fragment):
        return value
    raise BadSetting("HENGJIAN_BLOB_STORE: expected file or s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]")


def _secret(env: Mapping[str, str], data_dir: Path) -> str:
    given = env.get("HENGJIAN_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise BadSetting("HENGJIAN_SECRET_KEY: at least 32 characters")
        return given
    path = data_dir / "secret.key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/") or parts.query:
        raise BadSetting("HENGJIAN_LABEL_ORIGIN: expected an origin such as https://label.example.cn")
    return f"{parts.scheme}://{parts.netloc}"


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadSetting(f"HENGJIAN_TIMEZONE: {name!r} is not a time zone") from error
    return name


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    given = env.get(name)
    if given and not Path(given).is_dir():
        raise BadSetting(f"{name}: {given!r} is not a folder")
    return Path(given) if given else None


def _token(env: Mapping[str, str], name: str) -> str:
    given = env.get(name, "")
    if given and (len(given) < 16 or not given.isascii()):
        raise BadSetting(f"{name}: at least 16 ASCII characters")
    return given


def _choice(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    given = env.get(name) or choices[0]
    if given not in choices:
        raise BadSetting(f"{name}: expected one of {', '.join(choices)}")
    return given


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise BadSetting(f"{name}: expected an integer from {low} to {high}")
    return int(text)


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    text = env.get(name, "1" if default else "0")
    if text not in ("0", "1"):
        raise BadSetting(f"{name}: expected 0 or 1")
    return text == "1"
