"""The sample ledger read once, and small workbooks written on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from server.jurisdictions.divisions import DIVISIONS
from server.registry.ledger.checking import CheckedRow, Context, check_rows, crosscheck
from server.registry.ledger.columns import HEADINGS
from server.registry.ledger.reading import RawLedger, read_ledger
from server.registry.ledger.sheet import Workbook, read_workbook

SAMPLE = Path(__file__).with_name("sample-ledger.xlsx")
NAMES = {code: name for code, _, name, _ in DIVISIONS}
TODAY = date(2026, 11, 25)
GOOD = {
    "number": 1, "unit": "样例店", "credit_code": "92610626MACL12TH37", "division": "宝塔区", "address": "样例路1号",
    "venue_kind": "商店", "contact_name": "张某", "contact_phone": "13900000000", "instrument": "电子计价秤",
    "model": "ACS-30", "measuring_range": "(0.1~30)kg", "accuracy_class": "Ⅲ级", "serial_number": "A1",
    "manufacturer": "样例衡器厂", "installed_at": "柜台", "purpose": "贸易结算", "certificate_number": "C-1",
    "verified_on": "2026-08-16", "valid_until": "2027-08-15", "institution": "样例所", "result": "合格", "note": ""}
Fill = Callable[[xlsxwriter.Workbook], None]


def workbook_bytes(*rows: dict[str, Any], fill: Fill | None = None, options: dict[str, Any] | None = None,
                   headings: list[str] | None = None) -> bytes:
    """A ledger of these rows (each differing from GOOD as given), in a real .xlsx file."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, **(options or {})})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, ["样例台账"])
    sheet.write_row(1, 0, headings or list(HEADINGS.values()))
    for line, row in enumerate(rows, start=2):
        for place, key in enumerate(HEADINGS):
            value = {**GOOD, "number": line - 1, **row}[key]
            if isinstance(value, str) and value.startswith("{="):
                sheet.write_formula(line, place, value[1:-1], None, 987654)
            else:
                sheet.write(line, place, value)
    if fill:
        fill(book)
    book.close()
    return repacked(target.getvalue(), lambda name, content: content.replace(b"<v>987654</v>", b""))


def repacked(raw: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The same zip with each part changed (None: left out), and more parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return target.getvalue()


def checked(ledger: RawLedger, allowed: frozenset[str] = frozenset(NAMES)) -> list[CheckedRow]:
    rows = check_rows(ledger, Context(NAMES, allowed, TODAY, ledger.epoch))
    crosscheck(rows)
    return rows


def read_rows(*rows: dict[str, Any], **kwargs: Any) -> list[CheckedRow]:
    return checked(read_ledger(read_workbook(workbook_bytes(*rows, **kwargs))))


@pytest.fixture(scope="session")
def sample_workbook() -> Workbook:
    return read_workbook(SAMPLE.read_bytes())


@pytest.fixture(scope="session")
def sample(sample_workbook: Workbook) -> RawLedger:
    return read_ledger(sample_workbook)
