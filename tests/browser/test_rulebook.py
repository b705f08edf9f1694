"""规则库 in a real browser: an edition is brought in; what it changes and what fails is seen; it is published."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import field
from tests.browser.conftest import ROOT
from tests.browser.test_desk import Watched

Shot = Callable[[Page, str], None]
NAME = "样例 443-A"
BEGINS = date.today() + timedelta(days=7)
EVE = (BEGINS - timedelta(days=1)).isoformat()
READING = {"oil": "gasoline", "measure_material": "stainless", "V_B20_L": "20", "t_J_C": "20", "t_B_C": "20"}


def edition() -> dict[str, Any]:
    """The fuel edition of today with a tighter limit, from next week on."""
    file = ROOT / "server" / "metrology" / "rulebooks" / "jjg_443_2023.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    citation = {"document": "样例 443", "edition": "A", "clause": "最大允许误差", "clause_en": "Limit of error"}
    found["numbers"]["mpe_percent"] |= {"value": "0.20", "citation": citation}
    for later in ("fuel_dispenser_amount", "fuel_flow_point", "fuel_measure_volume"):
        del found["procedures"][later]
    for later in ("min_payment_variable", "runs_per_flow_point"):
        del found["numbers"][later]
    return found | {"edition": NAME, "valid_from": BEGINS.isoformat(), "note": "样例：限值收紧。",
                    "note_en": "Example: a tighter limit."}


def case(shown: str, verdict: str, note: str, days: int = 0) -> dict[str, Any]:
    return {"rule": "fuel_dispenser_error", "on": (BEGINS + timedelta(days)).isoformat(), "note": note,
            "inputs": READING | {"V_J_L": shown}, "expected_verdict": verdict}


def spread(last: str, verdict: str, note: str) -> dict[str, Any]:
    return {"rule": "fuel_dispenser_repeatability", "on": BEGINS.isoformat(), "note": note,
            "inputs": {"errors_percent": ["0", "0.05", last]}, "expected_verdict": verdict}


CASES = [case("20.039", "pass", "低于限值"), case("20.04", "pass", "恰为限值"), case("20.041", "fail", "超出限值"),
         case("20.05", "pass", "前一日仍按旧版本", -1), spread("0.09", "pass", "低于重复性限"),
         spread("0.1", "pass", "恰为重复性限"), spread("0.101", "fail", "超出重复性限")]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {"edition": edition(), "cases": CASES, "wrong": [*CASES[1:], case("20.05", "pass", "预期写错")],
                "broken": edition() | {"numbers": {"mpe_percent": {"value": "0,2"}}}}
    for name, content in contents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return {name: tmp_path / f"{name}.json" for name in contents}


def test_an_edition_is_brought_in_looked_at_and_published(desk: BrowserContext, demo: str, files: dict[str, Path],
                                                          shot: Shot) -> None:
    watched = Watched(desk)
    page = watched.sign_in("admin", "/desk/rulebook")
    editions_are_listed(watched, shot)
    what_is_no_edition_is_refused(watched, files, shot)
    a_case_that_fails_stands_in_the_way(watched, files, shot)
    it_is_published(watched, files, shot)
    anybody_can_judge_by_what_was_taken(page)
    assert watched.faults == []
    phone_has_it(demo)
    page.locator("summary", has_text="管理员").click()
    page.get_by_label("语言").select_option("en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rulebook")
    page.get_by_role("button", name=NAME).first.click()
    shot(page, "english")


def editions_are_listed(watched: Watched, shot: Shot) -> None:
    page = watched.page
    expect(page.get_by_role("heading", level=1)).to_have_text("规则库")
    expect(page.get_by_role("row", name=re.compile("JJG 443-2023"))).to_have_count(5)
    shot(page, "editions")
    watched.is_clean()
    page.get_by_role("button", name="JJG 539-2016").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("(500, 2000]")
    shot(page, "edition")
    watched.is_clean()
    page.keyboard.press("Escape")


def what_is_no_edition_is_refused(watched: Watched, files: dict[str, Path], shot: Shot) -> None:
    page = watched.page
    page.get_by_role("link", name="新版本").click()
    chooser = page.get_by_label("选择版本文件和算例文件")
    chooser.set_input_files(files["cases"])
    expect(page.get_by_role("alert")).to_contain_text("所选文件中没有版本内容")
    chooser.set_input_files(files["broken"])
    expect(page.get_by_role("alert")).to_contain_text("/content/numbers/mpe_percent")
    shot(page, "refused")
    watched.faults = [one for one in watched.faults if "422" not in one]  # the refusal, which the browser notes
    watched.is_clean()


def a_case_that_fails_stands_in_the_way(watched: Watched, files: dict[str, Path], shot: Shot) -> None:
    page = watched.page
    page.get_by_label("选择版本文件和算例文件").set_input_files([files["edition"], files["wrong"]])
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    limit = page.get_by_role("region", name="与所替代版本的差别").get_by_role("row", name=re.compile("最大允许误差"))
    expect(limit.locator("del")).to_have_text("0.30 %")
    expect(limit.locator("ins")).to_have_text("0.20 %")
    failed = page.get_by_role("region", name="算例结果").get_by_role("row").nth(1)  # what failed stands first
    expect(failed).to_contain_text("预期写错")
    expect(failed).to_contain_text("不符")
    expect(page.get_by_role("alert")).to_contain_text("1 个算例不符合预期")
    expect(page.get_by_role("button", name="发布")).to_be_disabled()
    shot(page, "not-ready")
    watched.is_clean()


def it_is_published(watched: Watched, files: dict[str, Path], shot: Shot) -> None:
    page = watched.page
    page.get_by_label("重新选择文件").set_input_files([files["edition"], files["cases"]])
    expect(page.locator(".decision")).to_contain_text("算例全部符合预期，可以发布")
    expect(page.get_by_text("共 7 个算例，7 个符合预期")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    shot(page, "narrow")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="发布").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"自 {BEGINS} 起")
    expect(dialog).to_contain_text("JJG 443-2023 于前一日终止")
    expect(dialog).to_contain_text("已有记录不变")
    shot(page, "publish")
    watched.is_clean()
    dialog.get_by_role("button", name="发布").click()
    expect(page.get_by_role("status").filter(has_text=f"已发布 {NAME}")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(NAME))).to_have_count(2)
    expect(page.get_by_role("row", name=re.compile("JJG 443-2023")).filter(has_text=EVE)).to_have_count(2)
    shot(page, "published")
    watched.is_clean()


def anybody_can_judge_by_what_was_taken(page: Page) -> None:
    """The file of all editions, given to the judge: the verdict of the day before and of the day."""
    with page.expect_download() as download:
        page.get_by_role("button", name="下载全部版本").click()
    asked = [{name: one[name] for name in ("rule", "on", "inputs")} for one in (case("20.05", "", "", -1),
                                                                              case("20.05", "", ""))]
    done = subprocess.run([sys.executable, "-m", "server", "judge", "--editions", str(download.value.path())],
                          input="\n".join(map(json.dumps, asked)), cwd=ROOT, capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["edition"], one["verdict"]) for one in told] == [("JJG 443-2023", "pass"), (NAME, "fail")]


def phone_has_it(demo: str) -> None:
    """What the officers' phones pull next holds the edition, and the end of the one before."""
    phone = field.phone(demo, "baota1")
    phone.sync()
    pulled = {(row.state["rule"], row.state["edition"]): row.state for row in phone.base.values()
              if row.entity == "rulebook"}
    assert pulled["fuel_dispenser_error", NAME]["numbers"]["mpe_percent"]["value"] == "0.20"
    assert pulled["fuel_dispenser_error", "JJG 443-2023"]["valid_to"] == EVE


def test_a_supervisor_is_not_shown_the_rulebook(desk: BrowserContext) -> None:
    page = Watched(desk).sign_in("city-head", "/desk/rulebook")
    expect(page.get_by_text("您没有查看此页的权限")).to_be_visible()
    expect(page.get_by_role("link", name="规则库")).to_have_count(0)
