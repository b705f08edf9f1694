"""A pair of spectacles measured again without a network: one lens within, one beyond; the office judges the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import family
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.family import Shot
from tests.browser.field import FieldClient
from tests.browser.goods import place
from tests.browser.test_journey import query

POWER, AXIS = "GB 10810.1-2005 表1", "GB 13511.1-2011 表3"


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@pytest.fixture
def optician(demo: str) -> str:
    return place(FieldClient(demo, "city-head"), "optician", "桥山眼镜店（样例）")


def test_a_pair_of_lenses(demo: str, phone: BrowserContext, optician: str, demo_data: Path, desk: BrowserContext,
                          shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "city1")
    page.goto(f"/app/premises/{optician}")
    expect(page.get_by_role("link", name="开始检查")).to_be_visible(timeout=inspector.SLOW)
    family.cut(phone, page)
    visit = inspector.begin_visit(page, "样例-0002")
    _right_eye(page, visit, shot)
    _left_eye(page, visit, shot)
    family.record_reads(page, visit, "右眼镜片顶焦度偏差 −0.12 D 和 −0.12 D，柱镜偏差 0 D，轴位偏差 3°，在允差内",
                        "左眼镜片顶焦度偏差 −0.25 D 和 −0.25 D，柱镜偏差 0 D，超出允差")
    shot(page, "05-record")
    family.hand_over(phone, page, "city1")
    _judged_alike(demo_data, visit)
    _office_agrees(desk, visit, shot)


def _enter(page: Page, side: str, **parts: str) -> None:
    """Powers of one side, in the fields where they stand."""
    section = page.locator("section", has=page.get_by_role("heading", name=side))
    for part, number in parts.items():
        section.get_by_role("button", name={"S": "球镜", "C": "柱镜", "axis": "轴位"}[part]).first.click()
        page.get_by_role("button", name="清空").click()
        inspector.type_keys(page, number)


def _right_eye(page: Page, visit: str, shot: Shot) -> None:
    """A cylinder with its axis; a power nobody wears is refused and mended."""
    inspector.begin_pair(page, visit, "样例配镜单031")
    page.get_by_role("link", name="镜片顶焦度与轴位").click()
    _enter(page, "处方", S="-300", C="-1.00", axis="90")
    _enter(page, "实测", S="-3.12", C="-1.00", axis="93")
    family.refuses(page, "数值超出允许填写的范围")
    shot(page, "01-refused")
    _enter(page, "处方", S="-3.00")
    family.says(page, "仅供参考：顶焦度和轴位在允差内", "−0.12 D", "±0.12 D", clause=POWER)
    shot(page, "02-right")
    page.locator(".reading").last.click()
    page.locator(".keypad .go").click()


def _left_eye(page: Page, visit: str, shot: Shot) -> None:
    """A sphere beyond its tolerance."""
    _enter(page, "处方", S="-3.00", C="0")
    _enter(page, "实测", S="-3.25", C="0")
    family.says(page, "仅供参考：顶焦度或轴位超出允差", "−0.25 D", "±0.12 D", clause=POWER)
    shot(page, "03-left-beyond")
    family.is_cut(page)
    page.locator(".keypad .go").click()
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_url(f"**/visit/{visit}/lens")
    shot(page, "04-visit")


def _judged_alike(data: Path, visit: str) -> None:
    ((measured, judged, differ),) = query(
        data, "select measurements, server_evaluation, evaluators_differ from inspection_check where inspection_id = ?",
        visit)
    assert [one["phone"]["verdict"] for one in json.loads(measured)] == ["pass", "fail"]
    assert [one["verdict"] for one in json.loads(judged)] == ["pass", "fail"]
    assert differ == 0


def _office_agrees(desk: BrowserContext, visit: str, shot: Shot) -> None:
    """Both lenses at the desk: meridians, cylinder and axis with their tolerances."""
    office = family.open_record(desk, visit)
    family.office_says(office, "眼镜镜片顶焦度与轴位", "在允许范围内", "(S′ + C′) − (S + C)", "在 ±0.12 D 之内", POWER,
                       "不大于 4 °", AXIS)
    shot(office, "06-office-right")
    family.office_says(office, "眼镜镜片顶焦度与轴位", "超出", "S′ − S", "超出 ±0.12 D", POWER, "仅供参考", number=1)
    shot(office, "07-office-left")
