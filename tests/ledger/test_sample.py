"""The sample ledger, to the row: what is read, what was normalised, what is doubtful, what is wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from server.registry.ledger.checking import CheckedRow
from server.registry.ledger.reading import RawLedger
from server.registry.ledger.report import doubled, reading_of, summary
from tests.ledger.conftest import checked


@pytest.fixture(scope="module")
def rows(sample: RawLedger) -> list[CheckedRow]:
    return checked(sample)


def numbers(rows: list[CheckedRow], code: str) -> list[int]:
    return [row.number for row in rows for issue in row.issues if issue.code == code]


def test_the_header_the_rows_and_the_tail(sample: RawLedger) -> None:
    assert (sample.sheet, sample.header_row, len(sample.rows)) == ("强检器具台账", 3, 1200)
    assert [row.number for row in sample.rows] == list(range(4, 1204))
    assert Counter(one.reason for one in sample.ignored) == {"blank": 40, "total": 1, "signature": 1}
    assert [(one.row, one.reason, one.text) for one in sample.ignored[-2:]] == [
        (1244, "total", "合计 1200台/件"), (1245, "signature", "制表人：样例 审核人：样例")]
    assert sample.notes == [("other_sheet", "填表说明")]


def test_merged_cells_are_filled_and_no_unit_is_without_a_name(rows: list[CheckedRow]) -> None:
    assert rows[1].values["unit"] == "吴起县样例加油站0001号"
    assert rows[1].values["credit_code"] == "92610626MACL12TH37"
    assert len({(row.values["unit"]) for row in rows}) == 147
    assert all(row.values["unit"] and row.values["address"] and row.values["contact_phone"] for row in rows)
    assert Counter(issue.column for row in rows for issue in row.issues if issue.code == "carried_down") == {
        "unit": 478, "address": 478, "venue_kind": 478, "contact_name": 478, "credit_code": 315, "contact_phone": 204}


def test_every_wrong_row_is_found(rows: list[CheckedRow]) -> None:
    assert numbers(rows, "division_unknown") == [13, 48, 75, 212, 383, 410, 416, 783, 836]
    assert numbers(rows, "serial_missing") == [37, 42, 126, 320, 329, 378, 412, 437, 505, 619, 714, 814, 823, 867, 893,
                                               944, 992, 1003, 1035, 1080]
    assert numbers(rows, "instrument_name_doubtful") == [271, 734, 1196]
    assert numbers(rows, "date_unreadable") == [28, 57, 107, 202, 347, 382, 483, 521, 729, 895]
    assert numbers(rows, "dates_reversed") == [70, 168, 194, 267, 456, 459, 928, 1004, 1089, 1153]
    assert numbers(rows, "serial_doubled") == [22, 77, 265, 408, 657, 864]
    wrong = [row for row in rows if row.status == "wrong"]
    assert len(wrong) == 9 + 20 + 3 + 10 + 10 + 6


def test_every_doubtful_row_is_found(rows: list[CheckedRow]) -> None:
    assert numbers(rows, "credit_code_doubtful") == numbers(rows, "credit_code_differs")
    assert len(numbers(rows, "credit_code_doubtful")) == 8
    assert len(numbers(rows, "serial_shared")) == 41
    assert numbers(rows, "formula_without_value") == [29, 65, 287, 317, 413, 555]
    twice = doubled(rows)
    assert (len(twice), sum(len(one["rows"]) for one in twice)) == (23, 47)
    assert {"serial_number": "F8012284", "rows": [151, 423, 941]} in twice


def test_a_doubtful_code_does_not_split_its_unit(rows: list[CheckedRow]) -> None:
    codes: dict[str, set[str]] = {}
    for row in rows:
        codes.setdefault(row.values["unit"], set()).add(row.values["credit_code"])
    assert {len(found) for found in codes.values()} == {1}


def test_the_wrong_division_is_explained_with_the_likely_one(rows: list[CheckedRow]) -> None:
    issue = next(issue for issue in rows[9].issues if issue.code == "division_unknown")
    assert issue.facts == {"value": "延安县", "suggestion": "吴起县"}


def test_what_was_normalised(rows: list[CheckedRow]) -> None:
    notes = Counter((issue.column, issue.code) for row in rows for issue in row.issues if issue.severity == "note")
    for name in ("address", "venue_kind", "contact_name", "unit", "credit_code", "contact_phone"):
        notes.pop((name, "carried_down"))
    assert notes == {
        ("verified_on", "date_notation"): 692, ("verified_on", "date_serial"): 178,
        ("valid_until", "date_notation"): 672, ("valid_until", "date_serial"): 165,
        ("accuracy_class", "class_notation"): 568, ("serial_number", "half_width"): 90, ("unit", "trimmed"): 46,
        ("contact_phone", "number_as_text"): 34, ("result", "result_notation"): 27, ("result", "trimmed"): 12}
    classes = {row.values["accuracy_class"] for row in rows if row.values["kind"] != "other"}
    assert classes == {"III", "±0.30%", "", "1", "2"}
    assert {row.values["result"] for row in rows} == {"conforming"}
    assert {row.values["purpose"] for row in rows} == {"trade", "medical"}
    assert all(row.values["serial_number"].isascii() for row in rows)
    assert Counter(row.values["kind"] for row in rows) == {
        "nawi": 842, "fuel_dispenser": 207, "ev_charger": 74, "moisture_meter": 30, "trial_lens_case": 15,
        "focimeter": 15, "refractometer": 14, "other": 3}


def test_the_report_counts_and_words(sample: RawLedger, rows: list[CheckedRow]) -> None:
    found = summary(reading_of(sample, rows))
    assert found["counts"] == {"rows": 1200, "ignored": 42, "read": 21, "normalised": 1066, "doubtful": 55,
                               "wrong": 58}
    assert found["clean"] is False
    assert [(one["severity"], one["code"], one["count"]) for one in found["codes"]][:8] == [
        ("error", "serial_missing", 20), ("error", "date_unreadable", 10), ("error", "dates_reversed", 10),
        ("error", "division_unknown", 9), ("error", "serial_doubled", 6), ("error", "instrument_name_doubtful", 3),
        ("warning", "serial_shared", 41), ("warning", "credit_code_differs", 8)]
    assert len(found["rows"]) == 58 + 55
    first = found["rows"][0]
    assert first["row"] == 13
    assert first["issues"][0]["message"] == "行政区划“延安县”不在本市区划表中；单位名称或地址所示为：吴起县"
    assert first["issues"][0]["message_en"].startswith('The division "延安县" is not in the table')
