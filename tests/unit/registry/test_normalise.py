"""What offices write in cells, and that no cell whatever breaks the reading."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.registry.ledger import normalise
from server.registry.ledger.normalise import Unreadable

EPOCH = date(1899, 12, 30)
DATES = st.dates(date(1955, 1, 1), date(2100, 12, 31))


def notations(day: date) -> list[object]:
    """One day in every notation seen in ledgers."""
    y, m, d = day.year, day.month, day.day
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return [day.isoformat(), f"{y}/{m:02}/{d:02}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}年{m:02}月{d:02}日",
            f"{y}{m:02}{d:02}", int(f"{y}{m:02}{d:02}"), f"{y}.{m}.{d}".translate(wide), f" {day.isoformat()}\u3000",
            f"{y}-{m}-{d} 00:00:00", (day - EPOCH).days, float((day - EPOCH).days), str((day - EPOCH).days),
            {"date": day.isoformat()}, {"date": day.isoformat(), "time": "00:00:00"}]


@given(DATES)
def test_a_day_is_the_same_day_in_every_notation(day: date) -> None:
    for cell in notations(day):
        assert normalise.as_date(cell, EPOCH)[0] == day, cell  # type: ignore[arg-type]


@given(DATES)
def test_a_date_number_counts_from_the_epoch_of_its_sheet(day: date) -> None:
    other = date(1904, 1, 1)
    number = (day - other).days
    if number >= 20_000:
        assert normalise.as_date(number, other)[0] == day
        assert normalise.as_date(number, EPOCH)[0] == day - timedelta(days=1462)


@pytest.mark.parametrize("cell", [
    "2026-02-30", "2026/13/01", "2025.1", "26.8.18", "八月", "2026年8月", 45000.5, float("nan"), float("inf"), 7, -3,
    "1899-01-01", "9999-12-31", {"date": "2026-01-01", "time": "13:30:00"}, "2026-01-01 13:30", "٢٠٢٦-٠١-٠١", True])
def test_what_is_no_day_is_refused(cell: object) -> None:
    with pytest.raises(Unreadable):
        normalise.as_date(cell, EPOCH)  # type: ignore[arg-type]


def test_a_blank_is_no_date() -> None:
    assert normalise.as_date("", EPOCH) == (None, [])
    assert normalise.as_date("  ", EPOCH)[0] is None


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=80),
                 st.fixed_dictionaries({"date": DATES.map(date.isoformat)})))
def test_no_cell_breaks_the_reading(cell: object) -> None:
    for read in (normalise.as_text, lambda one: normalise.as_date(one, EPOCH)):
        with suppress(Unreadable):
            assert read(cell) is not None  # type: ignore[operator]


@pytest.mark.parametrize(("cell", "text"), [
    (13959083016.0, "13959083016"), (2.5, "2.5"), ("  甲 \u3000", "甲"), ("甲  乙", "甲 乙"), (None, ""),
    ("'=1+1", "=1+1"), ("'甲", "'甲")])
def test_text_of_a_cell(cell: object, text: str) -> None:
    assert normalise.as_text(cell)[0] == text  # type: ignore[arg-type]


@pytest.mark.parametrize(("cell", "code"), [
    (610626000000000018.0, "number_lost_digits"), (1e15, "number_lost_digits"), ("#REF!", "error_value"),
    (True, "error_value"), ("a\x00b", "control_character")])
def test_text_that_was_lost_is_refused(cell: object, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        normalise.as_text(cell)  # type: ignore[arg-type]
    assert refused.value.code == code


@pytest.mark.parametrize(("text", "kind", "found"), [
    ("Ⅲ级", "nawi", "III"), ("Ⅲ", "nawi", "III"),
    ("③", "nawi", "III"), ("III", "nawi", "III"), ("三级", "nawi", "III"),
    ("iii 级", "nawi", "III"), ("Ⅳ", "nawi", "IIII"), ("2级", "ev_charger", "2"),
    ("±0.30%", "fuel_dispenser", "±0.30%"),
    ("", "nawi", ""), ("级", "nawi", "级"), ("不明", "nawi", "不明")])
def test_accuracy_classes(text: str, kind: str, found: str) -> None:
    assert normalise.accuracy_class(text, kind) == found


@given(st.text(max_size=40))
def test_a_class_stays_what_it_became(text: str) -> None:
    for kind in ("nawi", "ev_charger"):
        once = normalise.accuracy_class(text, kind)
        assert normalise.accuracy_class(once, kind) == once


def test_capacities_positions_kinds() -> None:
    assert normalise.capacities("(0.1~30)kg", "nawi") == {"minimum_capacity": "0.1", "maximum_capacity": "30",
                                                          "unit": "kg"}
    assert normalise.capacities("(0.1~30)kg", "focimeter") == {}
    assert normalise.capacities("220V", "nawi") == {}
    assert [normalise.position_number(text) for text in ("54号摊", "第７号位", "柜台", "")] == ["54", "7", None, None]
    assert [normalise.kind_of(name) for name in ("公平秤", "燃油加油机", "电动汽车直流充电桩", "谷物水分测定仪",
                                                 "验光仪", "综合验光仪", "神器")] == [
        "nawi", "fuel_dispenser", "ev_charger", "moisture_meter", "refractometer", "phoropter", None]
    assert [normalise.is_telephone(text) for text in ("13900000000", "0911-2123456", "139", "电话")] == [
        True, True, False, False]
