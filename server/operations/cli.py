"""Operators' commands: serve, migrate, init, judge."""

from __future__ import annotations

import secrets
import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from server.settings import read_settings

if TYPE_CHECKING:
    from flask import Flask


@click.command()
@click.option("--gunicorn-option", "extra", multiple=True, help="passed to gunicorn as it is")
def serve(extra: tuple[str, ...]) -> None:
    """Serve the system: the web server and the jobs process under one parent."""
    from server.app import create_app
    from server.kernel.meters import forget
    from server.operations.lease import Held, lease
    from server.operations.migrating import is_current
    from server.operations.serving import Parent, shows_the_demo_to_others

    settings = read_settings()
    app = create_app(settings)
    if not is_current(app):
        sys.exit("数据库结构不是本版本的，请先运行 migrate / the schema is not this version's: run `migrate` first")
    if shows_the_demo_to_others(settings, extra) and _has_documented_passwords(app):
        sys.exit("演示系统使用公开的口令，只能在本机打开；局域网请用 make run-lan / "
                 "the demo has documented passwords and stays on this machine; use make run-lan")
    try:
        with lease(settings.data_dir):
            forget(settings.data_dir / "metrics")
            sys.exit(Parent(settings, extra).run())
    except Held:
        sys.exit("已有一个服务在使用此数据目录 / another server uses this data directory")


def _has_documented_passwords(app: Flask) -> bool:
    from server.kernel.transaction import read
    from server.operations.demo.people import documented

    with app.app_context(), read() as session:
        found = bool(documented(session))
        session.get_bind().engine.dispose()  # nothing opens a database before the fork
    return found


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema and publish the reference data it ships with."""
    from server.app import create_app
    from server.operations import migrating
    from server.operations.lease import Held, lease

    settings = read_settings()
    try:
        with lease(settings.data_dir):
            copy = migrating.migrate(create_app(settings))
    except Held:
        sys.exit("服务正在运行，请先停止 / a server is running on this data; stop it first")
    if copy:
        click.echo(f"升级前的副本 / copy from before: {copy.name}")
    click.echo("数据库已是最新 / the database is up to date")


@click.command()
@click.option("--username", default="admin", show_default=True)
def init(username: str) -> None:
    """Make an empty system with one administrator of the city and a one-time password, printed once."""
    from server.accounts.commands import Appoint, CreateUser, appoint, create_user
    from server.accounts.queries import by_username
    from server.app import create_app
    from server.jurisdictions.divisions import CITY
    from server.kernel.clock import system_clock, today
    from server.kernel.identity import SYSTEM
    from server.kernel.transaction import write
    from server.operations import migrating

    app = create_app(read_settings())
    migrating.migrate(app)
    password = secrets.token_urlsafe(12)
    with app.app_context(), write() as session:
        if by_username(session, username):
            sys.exit("管理员已存在 / the administrator exists already")
        start: date = today()
        user = create_user(session, SYSTEM, CreateUser(username, "管理员", password, CITY), now=system_clock())
        appoint(session, SYSTEM, user.id, Appoint(CITY, "administrator", start), now=system_clock())
    click.echo(f"管理员 / administrator: {username}\n初始口令 / password: {password}")


@click.command()
@click.option("--on", default=None, metavar="YYYY-MM-DD", help="date of judgement for lines that name none")
@click.option("--editions", multiple=True, metavar="FILE", help="a JSON edition or a list of them; repeatable")
def judge(on: str | None, editions: tuple[str, ...]) -> None:
    """Judge JSON lines {rule, on, inputs} from standard input; one line {verdict, values, …} each."""
    from server.metrology.judge import main

    sys.exit(main([*(["--on", on] if on else []), *(f"--editions={path}" for path in editions)]))


@click.command()
def status() -> None:
    """Say what /readyz says, in words: schema, disk, backups, jobs. Ends with 1 when something wants attention."""
    from server.app import create_app
    from server.kernel.transaction import read
    from server.operations import health

    app = create_app(read_settings())
    with app.app_context(), read() as session:
        found = list(health.checks(session))
    for one in found:
        click.echo(f"{STATES[one.state]}  {one.name}: {one.detail}".rstrip(": "))
    sys.exit(0 if health.worst(found) == health.OK else 1)


STATES = {"ok": "正常 / ok", "degraded": "注意 / degraded", "failed": "故障 / failed"}
commands = (serve, migrate, init, judge, status)
