"""The page of a label: each state, what it shows and what it never shows, headers, languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from server.kernel.identity import SYSTEM
from server.kernel.ids import uuid7
from server.kernel.transaction import write
from server.labels import commands as labels
from server.labels.codes import in_groups
from server.labels.commands import Bind
from server.registry import commands as registry
from server.registry.inputs import Certificate, NewMerchant, NewVerification, Transition
from tests.conftest import StandingClock
from tests.factories.labelled import blank, labelled


def certificate(until: date | None, result: str = "conforming", on: date = date(2026, 3, 15)) -> Certificate:
    return Certificate("样例字第 2026-01877 号", on, until, "样例计量检定机构", result)


@pytest.fixture
def made(app: Flask, clock: StandingClock, request: pytest.FixtureRequest) -> dict[str, str]:
    """A labelled scale, whose stall and merchant carry a person's name and telephone."""
    changed: dict[str, Any] = getattr(request, "param", {})
    with app.app_context(), write() as session:
        merchant = registry.create_merchant(session, SYSTEM, NewMerchant(
            id=uuid7(), name="王样例", division="610602", no_code_reason="个人摊贩", contact_name="王样例",
            contact_phone="13800000000"), now=clock())
        found = labelled(session, clock(), user_merchant_id=merchant.id, **changed)
        spare = blank(session, clock(), 2)
        return {"code": found.label.code, "instrument": found.instrument.id, "blank": spare[0].code,
                "other": spare[1].code}


def get(app: Flask, path: str, **headers: str) -> Any:
    return app.test_client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(("made", "state", "words"), [
    ({}, "valid", ["检定有效期内", "检定有效期至 2027-03-14", "不代替检定合格证", "合格"]),
    ({"certificate": certificate(date(2026, 12, 25))}, "expiring", ["即将到期", "还剩 30 天"]),
    ({"certificate": certificate(date(2026, 11, 25))}, "expiring", ["今天到期"]),
    ({"certificate": certificate(date(2026, 12, 26))}, "valid", ["检定有效期内"]),
    ({"certificate": certificate(date(2026, 11, 24))}, "overdue",
     ["登记的有效期已过", "以其出示的检定证书为准", "登记可能晚于检定", "不表示器具不准或者经营者违法",
      "已登记的检定证书"]),
    ({"certificate": None}, "unverified", ["尚未登记检定证书", "以经营者出示的检定证书为准"]),
    ({"certificate": certificate(date(2027, 1, 1), "nonconforming")}, "stopped",
     ["该器具已停用", "不合格", "不得使用"]),
], indirect=["made"])
def test_each_state_says_what_is_registered(app: Flask, made: dict[str, str], state: str, words: list[str]) -> None:
    answer = get(app, f"/{made['code']}")
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["X-Label-State"]) == (200, state)
    assert [word for word in words if word not in text] == []
    assert in_groups(made["code"]) in text and "枣园路集贸市场（样例）" in text and "A区 038" in text
    assert "5109" in text and "562" in text and "如何核对" in text and "12315" in text and "label.example.cn" in text


def test_what_is_private_never_stands_on_the_page(app: Flask, made: dict[str, str]) -> None:
    for query in ("", "?lang=en"):
        text = get(app, f"/{made['code']}{query}").get_data(as_text=True)
        assert [word for word in ("王样例", "13800000000", "SN-2024-5109", "2024-5109", "004562", made["instrument"])
                if word in text] == []


def test_overdue_uses_neutral_words(app: Flask, made: dict[str, str], clock: StandingClock) -> None:
    clock.forward(days=400)
    text = get(app, f"/{made['code']}").get_data(as_text=True)
    assert "登记的检定有效期至 2027-03-14" in text
    assert [word for word in ("超期", "过期", "违规", "提醒经营者") if word in text] == []


@pytest.mark.parametrize(("action", "state"), [("stop", "stopped"), ("retire", "stopped"), ("miss", "review")])
def test_an_instrument_out_of_use_says_so(app: Flask, made: dict[str, str], clock: StandingClock, action: str,
                                          state: str) -> None:
    with app.app_context(), write() as session:
        registry.transition_instrument(session, SYSTEM, Transition(made["instrument"], action), now=clock())
    answer = get(app, f"/{made['code']}")
    assert answer.headers["X-Label-State"] == state
    if state == "stopped":
        assert "不得用于贸易结算" in answer.get_data(as_text=True)


def test_a_disputed_label_shows_type_and_place_only(app: Flask, made: dict[str, str], clock: StandingClock) -> None:
    with app.app_context(), write() as session:
        labels.dispute(session, SYSTEM, made["code"], True, "出厂编号与实物不符", now=clock())
    answer = get(app, f"/{made['code']}")
    text = answer.get_data(as_text=True)
    assert answer.headers["X-Label-State"] == "review"
    assert "正在核查中" in text and "电子计价秤" in text and "A区 038" in text
    assert [word for word in ("5109", "562", "01877", "2027-03-14", "TCS-150", "合格") if word in text] == []


def test_the_newest_accepted_certificate_counts_and_a_pending_one_does_not(app: Flask, made: dict[str, str],
                                                                          clock: StandingClock) -> None:
    clock.forward(days=150)  # 2027-04-24
    newer = Certificate("样例字第 2027-00009 号", date(2027, 4, 1), date(2028, 3, 31), "样例计量检定机构", "conforming")
    with app.app_context(), write() as session:
        registry.add_verification(session, SYSTEM, NewVerification(
            uuid7(), made["instrument"], newer, state="pending"), now=clock(), origin="field")
    answer = get(app, f"/{made['code']}")
    assert answer.headers["X-Label-State"] == "overdue"
    assert "2027-00009" not in answer.get_data(as_text=True)


def bodies(app: Flask, codes: list[str]) -> set[str]:
    """The pages of codes with the code itself taken out."""
    return {get(app, f"/{code}").get_data(as_text=True).replace(in_groups(code), "CODE") for code in codes}


def test_blank_void_and_absent_codes_look_the_same(app: Flask, made: dict[str, str], clock: StandingClock) -> None:
    with app.app_context(), write() as session:
        labels.bind(session, SYSTEM, Bind(made["other"], made["instrument"], replaces=True), now=clock())
    codes = [made["blank"], made["code"], "17A3K9QX4TC8"]
    assert {get(app, f"/{code}").headers["X-Label-State"] for code in codes} == {"unknown"}
    assert len(bodies(app, codes)) == 1
    assert get(app, f"/{made['other']}").headers["X-Label-State"] == "valid"


@pytest.mark.parametrize("path", ["/17A3K9QX4TC9", "/17A3-K9QX-4TC88", "/17A3K9QX4TC88"])
def test_a_typing_error_is_told_from_an_unknown_label(app: Flask, path: str) -> None:
    answer = get(app, path)
    assert (answer.status_code, answer.headers["X-Label-State"]) == (200, "typo")
    assert "编码有误" in answer.get_data(as_text=True)


@pytest.mark.parametrize("dress", ["{}", "{} ", "{}?from=singlemessage", "lower", "groups", "wide"])
def test_a_code_is_understood_in_any_dress(app: Flask, made: dict[str, str], dress: str) -> None:
    code = made["code"]
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    path = {"lower": code.lower(), "groups": in_groups(code), "wide": wide}.get(dress, dress.format(code))
    assert get(app, f"/{path}").headers["X-Label-State"] == "valid"


@pytest.mark.parametrize("path", [
    "/17A3K9QX4TC", "/17A3K9QX4TC888", "/17A3K9QX4TU8", "/favicon.ico", "/wp-login.php", "/" + "1" * 5000, "/%00%00",
    "/17A3K9QX4TC8/", "/17A3K9QX4TC8" + "1" * 155, "/%F0%9F%98%80", "/..%2f..%2fetc", "/problems/nothing",
    "/robots.txt",
])
def test_everything_else_is_no_page(app: Flask, path: str) -> None:
    answer = get(app, path)
    assert answer.status_code == 404
    assert "X-Label-State" not in answer.headers
    assert answer.mimetype == "text/html" and "没有这个页面" in answer.get_data(as_text=True)


def test_headers_keep_the_page_to_the_visitor_and_off_the_engines(app: Flask, made: dict[str, str]) -> None:
    answer = get(app, f"/{made['code']}")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "Accept-Language" in answer.headers["Vary"]


def test_an_unchanged_page_is_not_sent_twice(app: Flask, made: dict[str, str], clock: StandingClock) -> None:
    path = f"/{made['code']}"
    tag = get(app, path).headers["ETag"]
    again = get(app, path, If_None_Match=tag)
    assert (again.status_code, again.get_data(), again.headers["X-Label-State"]) == (304, b"", "valid")
    clock.forward(days=120)
    assert get(app, path, If_None_Match=tag).status_code == 200
    assert get(app, path + "?lang=en", If_None_Match=tag).status_code == 200


def test_a_head_request_answers_like_the_page(app: Flask, made: dict[str, str]) -> None:
    head = app.test_client().head(f"/{made['code']}")
    assert (head.status_code, head.headers["X-Label-State"], head.get_data()) == (200, "valid", b"")
    assert app.test_client().post(f"/{made['code']}").status_code == 405


@pytest.mark.parametrize(("query", "header", "lang"), [
    ("", "", "zh-CN"), ("", "en-GB,en;q=0.9", "en"), ("", "zh-TW,en;q=0.8", "zh-CN"), ("", "fr-FR", "zh-CN"),
    ("?lang=en", "zh-CN", "en"), ("?lang=zh", "en", "zh-CN"), ("?lang=%00", "en", "en"), ("?lang=en&lang=zh", "", "en"),
])
def test_the_visitor_s_language(app: Flask, made: dict[str, str], query: str, header: str, lang: str) -> None:
    answer = get(app, f"/{made['code']}{query}", Accept_Language=header)
    text = answer.get_data(as_text=True)
    assert f'<html lang="{lang}">' in text and answer.headers["Content-Language"] == lang
    assert ("Verification valid" in text) is (lang == "en")


@pytest.mark.parametrize("path", ["/", "/{code}", "/17A3K9QX4TC8", "/17A3K9QX4TC9", "/nothing", "/problems/invalid"])
def test_pages_are_small_and_plain(app: Flask, made: dict[str, str], path: str) -> None:
    for query in ("", "?lang=en"):
        text = get(app, path.format(**made) + query).get_data(as_text=True)
        assert len(text.encode()) + len(get(app, "/static/public.css").get_data()) < 30_000
        assert re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:|//[a-z]", text) is None
        assert "{{" not in text and "{date}" not in text and "None" not in text
        assert '<meta name="robots" content="noindex">' in text


def test_names_from_the_ledger_cannot_become_markup(app: Flask, clock: StandingClock) -> None:
    with app.app_context(), write() as session:
        found = labelled(session, clock(), name="<script>alert(1)</script>", model='"><img src=x>')
    text = get(app, f"/{found.label.code}").get_data(as_text=True)
    assert "<script" not in text and "<img" not in text and "&lt;script&gt;" in text
