"""Single rows and small sheets: each thing an office does to a sheet, one at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from server.registry.ledger.checking import CheckedRow
from server.registry.ledger.columns import COLUMNS, HEADINGS
from server.registry.ledger.reading import read_ledger
from server.registry.ledger.sheet import read_workbook
from server.registry.problems import WorkbookRejected
from tests.ledger.conftest import GOOD, NAMES, checked, read_rows, workbook_bytes


def said(row: CheckedRow, severity: str = "error") -> list[tuple[str, str]]:
    return [(issue.column, issue.code) for issue in row.issues if issue.severity == severity]


def test_a_good_row_is_good() -> None:
    row, = read_rows({})
    assert (row.status, said(row, "error"), said(row, "warning")) == ("normalised", [], [])
    assert said(row, "note") == [("accuracy_class", "class_notation")]
    assert row.values["parameters"] == {"minimum_capacity": "0.1", "maximum_capacity": "30", "unit": "kg"}


@pytest.mark.parametrize(("change", "expected"), [
    ({"unit": ""}, ("unit", "name_missing")),
    ({"division": ""}, ("division", "division_missing")),
    ({"division": "延安县"}, ("division", "division_unknown")),
    ({"instrument": ""}, ("instrument", "instrument_name_missing")),
    ({"instrument": "秤？"}, ("instrument", "instrument_name_doubtful")),
    ({"serial_number": " "}, ("serial_number", "serial_missing")),
    ({"serial_number": 1.23e17}, ("serial_number", "number_lost_digits")),
    ({"credit_code": 610626000000000018}, ("credit_code", "number_lost_digits")),
    ({"verified_on": "2026/13/01"}, ("verified_on", "date_unreadable")),
    ({"verified_on": 45000.5}, ("verified_on", "date_unreadable")),
    ({"valid_until": "2026-08-15"}, ("valid_until", "dates_reversed")),
    ({"result": "可能"}, ("result", "result_unknown")),
    ({"model": "甲" * 101}, ("model", "text_too_long")),
    ({"serial_number": "{=1+1}"}, ("serial_number", "formula_without_value")),
    ({"unit": "#REF!"}, ("unit", "error_value"))])
def test_a_wrong_cell_is_named(change: dict[str, Any], expected: tuple[str, str]) -> None:
    row = read_rows(change)[0]
    assert expected in said(row)
    assert row.status == "wrong"


@pytest.mark.parametrize(("change", "expected"), [
    ({"credit_code": "92610626MACL12TH38"}, ("credit_code", "credit_code_doubtful")),
    ({"credit_code": ""}, ("credit_code", "credit_code_missing")),
    ({"contact_phone": "12"}, ("contact_phone", "phone_doubtful")),
    ({"instrument": "神器"}, ("instrument", "kind_unknown")),
    ({"venue_kind": "城堡"}, ("venue_kind", "venue_kind_unknown")),
    ({"purpose": "自娱"}, ("purpose", "purpose_unknown")),
    ({"verified_on": "2026-12-01"}, ("verified_on", "verified_in_future")),
    ({"certificate_number": ""}, ("certificate_number", "certificate_incomplete")),
    ({"verified_on": ""}, ("verified_on", "certificate_incomplete")),
    ({"result": ""}, ("result", "certificate_incomplete"))])
def test_a_doubtful_cell_is_named_and_kept(change: dict[str, Any], expected: tuple[str, str]) -> None:
    row = read_rows(change)[0]
    assert (said(row), row.status) == ([], "doubtful")
    assert expected in said(row, "warning")


@pytest.mark.parametrize(("written", "code"), [
    ("宝塔区", "610602"), ("宝塔", "610602"), ("延安市宝塔区", "610602"), ("610602", "610602"),
    ("６１０６０２", "610602"),
    ("富县", "610628"), ("延安市", "610600"), ("陕西省延安市宝塔区", "610602")])
def test_divisions_by_their_names(written: str, code: str) -> None:
    assert read_rows({"division": written})[0].values["division"] == code


def test_no_certificate_at_all_is_no_doubt() -> None:
    row, = read_rows({"certificate_number": "", "verified_on": "", "valid_until": "", "result": "", "institution": ""})
    assert (row.status, row.values["certified"]) == ("normalised", False)


def test_another_divisions_row_is_refused_by_who_imports() -> None:
    ledger = read_ledger(read_workbook(workbook_bytes({}, {"division": "洛川县", "serial_number": "A2"})))
    rows = checked(ledger, frozenset({"610602"}))
    assert [said(row) for row in rows] == [[], [("division", "division_forbidden")]]


def test_serial_numbers_doubled_and_shared() -> None:
    rows = read_rows({}, {"installed_at": "二号柜"}, {"model": "ACS-15"}, {"serial_number": "a1", "model": "TCS"})
    assert [said(row) for row in rows] == [[("serial_number", "serial_doubled")]] * 2 + [[], []]
    assert all(("serial_number", "serial_shared") in said(row, "warning") for row in rows)


def test_blank_cells_under_a_unit_are_its_own_and_not_the_next_units() -> None:
    under = dict.fromkeys(("unit", "credit_code", "address", "venue_kind", "contact_name", "contact_phone"), "")
    rows = read_rows({}, {**under, "serial_number": "A2"}, {**under, "unit": "另一店", "serial_number": "A3"})
    assert [row.values["unit"] for row in rows] == ["样例店", "样例店", "另一店"]
    assert [row.values["address"] for row in rows] == ["样例路1号", "样例路1号", ""]
    assert rows[2].values["credit_code"] is None


def test_a_merged_cell_fills_its_rows() -> None:
    def merge(book: Any) -> None:
        book.worksheets()[0].merge_range(2, 1, 3, 1, "合并店")

    rows = read_rows({"unit": ""}, {"unit": "", "serial_number": "A2"}, fill=merge)
    assert [row.values["unit"] for row in rows] == ["合并店", "合并店"]


def test_headings_may_be_called_otherwise_and_stand_in_any_order() -> None:
    renamed = {"unit": "使用单位", "serial_number": "出厂 编号", "valid_until": "有效期", "division": "行政区划（县）"}
    headings = [renamed.get(key, name) for key, name in HEADINGS.items()]
    row, = read_rows({}, headings=headings)
    assert row.values["serial_number"] == "A1"
    assert row.values["valid_until"] == "2027-08-15"
    assert row.values["division"] == "610602"


def test_missing_unknown_and_doubled_columns() -> None:
    headings = ["备用" if key == "note" else name for key, name in HEADINGS.items()]
    ledger = read_ledger(read_workbook(workbook_bytes({}, headings=headings)))
    assert ledger.notes == [("missing_column", "备注"), ("unknown_column", "备用")]
    for wrong, reason in ((["甲"] * len(COLUMNS), "no_header"),
                          (["单位名称" if key == "note" else name for key, name in HEADINGS.items()],
                           "doubled_column")):
        with pytest.raises(WorkbookRejected) as refused:
            read_ledger(read_workbook(workbook_bytes({}, headings=wrong)))
        assert refused.value.facts["reason"] == reason
        assert "单位名称" in refused.value.facts["message"]


def test_hidden_rows_and_sheets_are_reported() -> None:
    def hide(book: Any) -> None:
        book.worksheets()[0].set_row(3, None, None, {"hidden": True})
        secret = book.add_worksheet("秘密")
        secret.hide()

    ledger = read_ledger(read_workbook(workbook_bytes({}, {"serial_number": "A2"}, fill=hide)))
    assert ("hidden_sheet", "秘密") in ledger.notes
    assert [row.hidden for row in ledger.rows] == [False, True]
    assert ("number", "hidden_row") in said(checked(ledger)[1], "warning")


def test_the_1904_calendar_is_honoured() -> None:
    row, = read_rows({"verified_on": 44788, "valid_until": datetime(2027, 8, 15)},
                     options={"date_1904": True, "default_date_format": "yyyy-mm-dd"})
    assert row.values["verified_on"] == "2026-08-16"
    assert row.values["valid_until"] == "2027-08-15"


def test_a_formula_with_its_value_is_its_value() -> None:
    def compute(book: Any) -> None:
        book.worksheets()[0].write_formula(2, 9, '="ACS-"&30', None, "ACS-30")

    row, = read_rows({"model": "x"}, fill=compute)
    assert row.values["model"] == "ACS-30"


def test_text_stays_text() -> None:
    nasty = "=cmd|'/C calc'!A0"
    row, = read_rows({"note": nasty, "unit": "<script>{{7*7}}", "serial_number": "𠮷䶮1"})
    assert (row.values["note"], row.values["unit"], row.values["serial_number"]) == (nasty, "<script>{{7*7}}", "𠮷䶮1")


def test_the_tables_agree() -> None:
    assert set(GOOD) == set(COLUMNS)
    assert NAMES["610602"] == "宝塔区"
