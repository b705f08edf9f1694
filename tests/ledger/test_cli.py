"""`python -m server import-ledger` as an operator runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from server.kernel.transaction import read
from server.registry import cli
from server.registry.ledger.sheet import read_workbook
from server.registry.models import Instrument, LedgerImport
from tests.ledger.conftest import workbook_bytes


@pytest.fixture
def runner(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command on the application of this test."""
    monkeypatch.setattr("server.app.create_app", lambda: app)
    return CliRunner()


def number(app: Flask, model: type[Instrument] | type[LedgerImport]) -> int:
    with app.app_context(), read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_dry_run_tells_and_writes_nothing(app: Flask, runner: CliRunner, tmp_path: Path) -> None:
    file, report = tmp_path / "台账.xlsx", tmp_path / "out.xlsx"
    file.write_bytes(workbook_bytes({}, {"serial_number": ""}))
    done = runner.invoke(cli.import_ledger, [str(file), "--report", str(report)])
    assert done.exit_code == 1
    assert "数据 2 行" in done.output
    assert "出厂编号  缺少出厂编号  /  The serial number is missing" in done.output
    assert len(read_workbook(report.read_bytes()).sheets) == 3
    assert (number(app, Instrument), number(app, LedgerImport)) == (0, 0)


def test_commit_writes_all_or_skips(app: Flask, runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(workbook_bytes({}, {"serial_number": ""}))
    refused = runner.invoke(cli.import_ledger, [str(file), "--commit"])
    assert (refused.exit_code, number(app, Instrument)) == (1, 0)
    assert "有 1 行有误，未写入" in refused.output
    done = runner.invoke(cli.import_ledger, [str(file), "--commit", "--skip-bad"])
    assert (done.exit_code, number(app, Instrument)) == (0, 1)
    assert "1 instruments" in done.output


def test_a_bad_file_is_one_line(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "old.xls"
    file.write_bytes(b"x")
    done = runner.invoke(cli.import_ledger, [str(file)])
    assert done.exit_code == 1
    assert "只接受 .xlsx" in done.output
    assert "Traceback" not in done.output
