"""A check reaches the public only when its visit was approved and its result published."""

from __future__ import annotations

import pytest
from flask import Flask

from server.inspections.models import Inspection
from server.kernel import changes
from server.kernel.identity import SYSTEM
from server.labels.commands import Bind, CreateBatch, bind, create_batch
from server.review.commands import Decide, Publish, decide, publish
from tests.conftest import StandingClock
from tests.factories.visits import BAOTA, Office, Visit, office, submitted

WORDS = "抽查的计量器具示值误差在最大允许误差内（样例）"


@pytest.fixture
def bureau(app: Flask, clock: StandingClock) -> Office:
    return office(app, clock)


@pytest.fixture
def code(bureau: Office) -> str:
    """The label of the first scale."""
    with bureau.open() as session:
        _, labels = create_batch(session, SYSTEM, CreateBatch(BAOTA, 1, "https://label.example.cn"), now=bureau.clock())
        return bind(session, SYSTEM, Bind(labels[0].code, bureau.scales[0]), now=bureau.clock()).code


def page(app: Flask, code: str, lang: str = "zh") -> str:
    return app.test_client().get(f"/{code}?lang={lang}").get_data(as_text=True)


def take(bureau: Office, visit: Visit, *steps: str) -> None:
    """The supervisor approves, and publishes."""
    for step in steps:
        chief = bureau.who("chief")
        with bureau.open() as session:
            version = changes.version_of(session, visit.id)
            if step == "approve":
                # the factory's photos were only named, never sent
                decide(session, chief, Decide(visit.id, "approve", version, note="样例", accept_missing=True),
                       now=bureau.clock())
            else:
                publish(session, chief, Publish(visit.id, WORDS, version), now=bureau.clock())


def test_nothing_is_shown_before_it_was_approved_and_published(app: Flask, bureau: Office, code: str) -> None:
    visit = submitted(bureau)
    assert "检查未发现问题" not in page(app, code) and "暂无已公布的检查记录" in page(app, code)
    take(bureau, visit, "approve")
    assert "检查未发现问题" not in page(app, code)
    take(bureau, visit, "publish")
    text = page(app, code)
    assert "检查未发现问题" in text and WORDS in text and "2026-11-25" in text
    assert "No problem found" in page(app, code, "en")
    assert "样例lead" not in text and bureau.people["lead"] not in text


def test_a_superseded_result_is_no_longer_shown(app: Flask, bureau: Office, code: str) -> None:
    visit = submitted(bureau)
    take(bureau, visit, "approve", "publish")
    with bureau.open() as session:
        session.get_one(Inspection, visit.id).state = "superseded"
    assert WORDS not in page(app, code)


def test_what_a_superseded_edition_says_is_published_as_a_reference(app: Flask, bureau: Office, code: str) -> None:
    visit = Visit(bureau).create(conditions={"reference_rule": "1"})
    lens = {"rx": {"S": "-3.00", "C": "0"}, "measured": {"S": "-3.50", "C": "0"}}
    visit.check(measurements=[{"rule": "spectacle_lens_power", "inputs": lens, "nature": "officer_check",
                               "screening": False,
                               "phone": {"verdict": "fail", "values": {}, "edition": None, "basis": None}}])
    visit.submit()
    visit.confirm()
    take(bureau, visit, "approve", "publish")
    text = page(app, code)
    assert "本次检查未作结论（所依据的版本已失效，测量结果仅供参考）" in text and "不符合项" not in text
    assert "for reference only" in page(app, code, "en")
