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
@click.option("--once", type=click.Choice(("backup", "sweep", "thumbnails", "fsck", "verify-restore")),
              help="run this job now and end")
def jobs(once: str | None) -> None:
    """Keep the timetable: a verified backup every 15 minutes, thumbnails, sweep and fsck every night, a trial restore
    every week.

    `serve` starts this itself."""
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
    from server.operations.archive import BackupFailed
    from server.operations.backup import back_up, same_disk

    app = _app()
    try:
        made = back_up(app)
    except BackupFailed as error:
        sys.exit(f"未备份 / no backup was made: {error}")
    click.echo(f"已备份 / backed up: {made.path.name}")
    if same_disk(app.extensions["settings"]):
        click.echo(SAME_DISK)


SAME_DISK = ("注意：备份与数据在同一块磁盘上，该磁盘损坏时两者会一起丢失 / "
             "the backup is on the disk it is meant to outlive; set HENGJIAN_BACKUP_DIR")


@click.command()
@click.argument("copy", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--without-lost-photos", is_flag=True, help="go back though photos are lost; phones are asked for them")
def restore(copy: Path | None, without_lost_photos: bool) -> None:
    """Go back to a COPY (default: the newest). What is there now is moved aside; phones send again what is missing.

    The archive is proved first, photos included; a damaged one changes nothing. Afterwards fsck runs.
    """
    from server.app import create_app
    from server.operations.archive import BackupFailed
    from server.operations.backup import newest
    from server.operations.lease import Held, lease
    from server.operations.restoring import restore as put_back

    settings = read_settings()
    chosen = copy or newest(settings)
    if chosen is None:
        sys.exit("没有可用的备份 / there is no backup")
    app = create_app(settings)
    try:
        with lease(settings.data_dir), lease(settings.data_dir, "jobs"), lease(settings.data_dir, "backup"):
            aside = put_back(app, chosen, without_photos=without_lost_photos)
    except Held:
        sys.exit("服务正在运行，请先停止 / a server is running on this data; stop it first")
    except BackupFailed as error:
        sys.exit(f"未恢复，现有数据未动 / nothing was restored, nothing was touched: {error}")
    click.echo(f"已恢复 / restored: {chosen.name}")
    if aside:
        click.echo(f"原数据库移至 / what was there: {aside.name}")
    _prove(app)


@click.command()
@click.option("--deep", is_flag=True, help="read every photo and compute its digest anew")
@click.option("--ask-again", is_flag=True, help="have phones asked for photos that are lost or damaged")
def fsck(deep: bool, ask_again: bool) -> None:
    """Prove that nothing is missing and everything agrees. Ends with 1 when something does not."""
    _prove(_app(), deep=deep, ask_again=ask_again)


def _prove(app: Flask, *, deep: bool = False, ask_again: bool = False) -> None:
    from server.operations.fsck import fsck as check

    count, lost = 0, []
    for finding in check(app, deep=deep):
        count += not finding.notice
        lost += [finding.subject] if finding.check == "blob" else []
        click.echo(f"{'（提示 / notice） ' * finding.notice}{finding.check}: {finding.subject}: {finding.detail}")
    if lost and ask_again:
        _ask_again(app, lost)
    if count:
        sys.exit(f"发现 {count} 处问题 / {count} findings")
    click.echo("全部一致 / everything agrees")


def _ask_again(app: Flask, lost: list[str]) -> None:
    from server.evidence.commands import ask_again
    from server.kernel import clock
    from server.kernel.identity import SYSTEM
    from server.kernel.transaction import write

    with app.app_context(), write() as session:
        gone = ask_again(session, SYSTEM, lost, now=clock.now())
    click.echo(f"将向手机重新索取 {len(gone)} 张照片 / phones will be asked again for {len(gone)} photos")


commands = (jobs, backup, restore, fsck)
