"""The application factory: the only module that knows every room."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory
from whitenoise import WhiteNoise

from server.evidence.method_override import MethodOverride
from server.extensions import MIGRATIONS, db, migrate
from server.kernel import http, sqlite
from server.kernel.clock import Clock, system_clock
from server.kernel.fields import OPENAPI_TYPES
from server.kernel.permissions import public_route
from server.settings import Settings, read_settings

# Rooms in layer order, lowest first. Each is imported for its models and, where it has a door, its blueprint.
ROOMS = ("jurisdictions", "accounts", "rulebooks", "standards", "registry", "labels", "evidence", "campaigns",
         "inspections", "review", "sync", "public", "operations", "jobs")
# A lock waits 10 s (then 503), a statement runs 60 s, and a transaction that nobody goes on with is ended after 60 s:
# it would keep locks and stop PostgreSQL from tidying up. Longer work (fsck, backup) says so for itself.
POSTGRES_OPTIONS = ("-c lock_timeout=10000 -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000 "
                    "-c timezone=UTC")


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> Flask:
    """The application. Opens no database connection: that happens in the worker, after the fork."""
    chosen = settings or read_settings()
    app = http.Hengjian("server", static_folder=None)
    app.config.update(
        SECRET_KEY=chosen.secret_key, SQLALCHEMY_DATABASE_URI=chosen.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(chosen), API_TITLE="Hengjian", API_VERSION="v1",
        OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX="/api/v1", OPENAPI_JSON_PATH="openapi.json",
        MAX_FORM_MEMORY_SIZE=1_000_000, MAX_FORM_PARTS=50)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions.update(settings=chosen, clock=clock,
                          open_endpoints={"api-docs.openapi_json": ("public", "the contract is public")})
    db.init_app(app)
    migrate.init_app(app, db, directory=MIGRATIONS, render_as_batch=True)
    _open_database(app, chosen)
    http.install(app)
    _register_rooms(app)
    _serve_pwa(app, chosen)
    return app


def _engine_options(settings: Settings) -> dict[str, Any]:
    """No parameters in messages of errors: they would carry people's words into the log."""
    if settings.is_sqlite:
        return {**sqlite.engine_options(), "hide_parameters": True}
    size = settings.database_pool
    return {"pool_size": size, "max_overflow": size, "pool_timeout": 10, "pool_pre_ping": True, "hide_parameters": True,
            "connect_args": {"connect_timeout": 10, "options": POSTGRES_OPTIONS}}


def _open_database(app: Flask, settings: Settings) -> None:
    if settings.is_sqlite:
        path = Path(settings.database_url.removeprefix("sqlite:///"))
        app.extensions["writer_lock"] = sqlite.WriterLock(path.with_name(path.name + ".writer"))
        with app.app_context():
            sqlite.prepare(db.engine)


def _register_rooms(app: Flask) -> None:
    api = http.Api(app)
    for field, kind, form in OPENAPI_TYPES:
        api.register_field(field, kind, form)
    for room in ROOMS:
        for part in ("models", "routes"):
            module = _module(f"server.{room}.{part}")
            for blueprint in getattr(module, "blueprints", ()):
                if isinstance(blueprint, http.Blueprint):
                    api.register_blueprint(blueprint)
                else:
                    app.register_blueprint(blueprint)
        install = getattr(_module(f"server.{room}"), "install", None)
        if install:
            install(app)


def _module(name: str) -> Any:
    """A module of a room, or None where the room has no such file."""
    if importlib.util.find_spec(name.rpartition(".")[0]) is None or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)


def _serve_pwa(app: Flask, settings: Settings) -> None:
    """The built app and desk: files by WhiteNoise, any deeper address by their index page."""
    root = settings.pwa_dir

    @public_route("the app's shell holds no data")
    def shell(rest: str = "", front: str = "app") -> Response:
        response = send_from_directory(root / front, "index.html")
        response.headers["Cache-Control"] = "no-cache"
        return response

    for front in ("app", "desk"):
        app.add_url_rule(f"/{front}/", f"{front}_shell", shell, defaults={"front": front})
        app.add_url_rule(f"/{front}/<path:rest>", f"{front}_shell", shell, defaults={"front": front})
    app.wsgi_app = MethodOverride(app.wsgi_app)  # type: ignore[method-assign]
    if root.is_dir():
        app.wsgi_app = WhiteNoise(app.wsgi_app, root=root, index_file=True,  # type: ignore[method-assign]
                                  max_age=0, allow_all_origins=False, immutable_file_test=_is_hashed,
                                  add_headers_function=_static_headers)


def _is_hashed(path: str, url: str) -> bool:
    return url.startswith("/assets/")


def _static_headers(headers: Any, path: str, url: str) -> None:
    for name, value in http.SECURITY_HEADERS.items():
        headers[name] = value
    if url.endswith("sw.js"):
        headers["Cache-Control"] = "no-cache"
