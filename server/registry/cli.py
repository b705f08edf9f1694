"""`python -m server import-ledger FILE.xlsx`: check a ledger sheet, and write it when told to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click


@click.command("import-ledger")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commit", is_flag=True, help="Write the good rows. 写入核对无误的行。")
@click.option("--skip-bad", is_flag=True, help="Leave wrong rows out instead of writing nothing. 跳过有误的行。")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Save a report, .xlsx. 保存核对表。")
def import_ledger(file: Path, commit: bool, skip_bad: bool, report: Path | None) -> None:
    """Check a ledger (台账) and, with --commit, write it. Ends with 1 while rows are wrong and not skipped."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from server.kernel.problems import Problem
    from server.registry.messages import words
    from server.registry.problems import RowsWrong

    try:
        clean = _import(file, commit, skip_bad, report)
    except RowsWrong as problem:
        _say("not_written", wrong=problem.facts["wrong"])
        sys.exit(1)
    except Problem as problem:
        raise click.ClickException(f"{problem.facts.get('message', problem.title)} / {problem}") from problem
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(" / ".join(words("cli", "no_schema"))) from error
    if not clean and not skip_bad:
        sys.exit(1)


def _import(file: Path, commit: bool, skip_bad: bool, report: Path | None) -> bool:
    """Read, tell, and write when told to; whether no row was wrong."""
    from server.app import create_app
    from server.kernel import clock
    from server.kernel.identity import SYSTEM
    from server.kernel.transaction import write
    from server.registry.ledger import commands
    from server.registry.ledger.report import report_workbook, summary
    from server.registry.ledger.sheet import read_workbook

    raw = file.read_bytes()
    workbook = read_workbook(raw, file.name)
    with create_app().app_context(), write() as session:
        found = commands.keep_import(session, SYSTEM, workbook, raw, file.name, clock.today(), now=clock.now())
        told = summary(found.reading)
        _tell(told)
        if report:
            report.write_bytes(report_workbook(found.reading, file.name))
            _say("report", path=report)
        if commit:
            found = commands.commit_import(session, SYSTEM, found.id, skip_bad=skip_bad, now=clock.now())
            result: dict[str, Any] = found.result or {}
            _say("written", present=result["instruments_present"], **{name: result[name] for name in (
                "merchants", "premises", "instruments", "verifications")})
        else:
            session.rollback()
            _say("dry")
    return bool(told["clean"])


def _tell(report: dict[str, Any]) -> None:
    """The counts, and each row that needs a person."""
    _say("counts", **report["counts"])
    for row in report["rows"]:
        for issue in row["issues"]:
            click.echo(f"  {row['row']:>5}  {issue['heading']}  {issue['message']}  /  {issue['message_en']}")


def _say(key: str, **facts: Any) -> None:
    from server.registry.messages import words

    for sentence in words("cli", key, facts):
        click.echo(sentence)


commands = (import_ledger,)
