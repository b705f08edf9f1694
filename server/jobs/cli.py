"""Operators' commands: jobs, backup, restore, fsck."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask

from server.settings import read_settings


def _app() -> Flask:
    """The application on a database that has its tables, or one line that says what to do."""
    import sqlalchemy as sa

    from server.app import create_app
    from server.extensions import db

    app = create_app(read_settings())
    with app.app_context():
        if not sa.inspect(db.engine).has_table("op_ledger"):
            sys.exit("数据库还没有建立，请先运行 migrate / there is no database yet: run `migrate` first")
    return app


@click.command()
@click.option("--once", type=click.Choice(("backup", "sweep", "thumbnails")), help="run this job now and end")
def jobs(once: str | None) -> None:
    """Keep the timetable: a verified backup every 15 minutes, thumbnails, a nightly sweep. `serve` starts it itself."""
    from server.jobs.running import run
    from server.jobs.timetable import JOBS, keep
    from server.operations.lease import Held, lease

    settings = read_settings()
    try:
        with lease(settings.data_dir, "jobs"):
            app = _app()
            if once is None:
                keep(app, lambda: click.echo("任务进程已启动 / the timetable is kept"))
            elif run(app, once, JOBS[once]) == "failed":
                sys.exit(1)
    except Held:
        sys.exit("已有一个任务进程在使用此数据目录 / another jobs process uses this data directory")


@click.command()
def backup() -> None:
    """Make a verified copy of the database and its photos now; what it contains becomes safe for phones."""
    from server.operations.backup import BackupFailed, NotSupported, back_up

    try:
        made = back_up(_app())
    except (BackupFailed, NotSupported) as error:
        sys.exit(f"未备份 / no backup was made: {error}")
    click.echo(f"已备份 / backed up: {made.path.name}")


@click.command()
@click.argument("copy", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(copy: Path | None) -> None:
    """Go back to a COPY (default: the newest). What is there now is moved aside; phones send again what is missing."""
    from server.app import create_app
    from server.operations.backup import BackupFailed, NotSupported, newest
    from server.operations.lease import Held, lease
    from server.operations.restoring import restore as put_back

    settings = read_settings()
    chosen = copy or newest(settings.backup_dir)
    if chosen is None:
        sys.exit("没有可用的备份 / there is no backup")
    try:
        with lease(settings.data_dir), lease(settings.data_dir, "jobs"):
            aside = put_back(create_app(settings), chosen)
    except Held:
        sys.exit("服务正在运行，请先停止 / a server is running on this data; stop it first")
    except (BackupFailed, NotSupported) as error:
        sys.exit(f"未恢复 / nothing was restored: {error}")
    click.echo(f"已恢复 / restored: {chosen.name}")
    if aside:
        click.echo(f"原数据库移至 / what was there: {aside.name}")


@click.command()
@click.option("--deep", is_flag=True, help="read every photo and compute its digest anew")
def fsck(deep: bool) -> None:
    """Prove that nothing is missing and everything agrees. Ends with 1 when something does not."""
    from server.operations.fsck import fsck as check

    count = 0
    for finding in check(_app(), deep=deep):
        count += 1
        click.echo(f"{finding.check}: {finding.subject}: {finding.detail}")
    if count:
        sys.exit(f"发现 {count} 处问题 / {count} findings")
    click.echo("全部一致 / everything agrees")


commands = (jobs, backup, restore, fsck)
