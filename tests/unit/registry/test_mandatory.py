"""Whether an instrument must be verified compulsorily, as the ledger reads it from the catalogue's rule."""

from __future__ import annotations

from datetime import date

import pytest

from server.registry import mandatory, policy

ON = date(2026, 11, 25)


@pytest.mark.parametrize(("kind", "purpose", "answer", "reason"), [
    ("nawi", "trade", "yes", "listed_use"), ("nawi", "other", "no", "use_not_listed"),
    ("focimeter", "medical", "yes", "listed_use"), ("focimeter", "trade", "no", "use_not_listed"),
    ("fuel_dispenser", "trade", "yes", "listed_use"), ("ev_charger", "trade", "yes", "listed_use"),
    ("other", "trade", "unknown", "kind_not_in_table")])
def test_the_answer_is_that_of_the_rule_with_its_reason(kind: str, purpose: str, answer: str, reason: str) -> None:
    found = mandatory.mandatory_status(kind, purpose, {}, ON)
    assert (found.mandatory, found.reason) == (answer, reason)
    assert mandatory.derived(kind, purpose, {}, ON) is (answer == "yes")


def test_a_charger_was_free_until_its_day() -> None:
    assert not mandatory.derived("ev_charger", "trade", {}, date(2022, 12, 31))
    assert mandatory.derived("ev_charger", "trade", {}, date(2023, 1, 1))


def test_every_kind_and_use_of_the_register_is_answered_in_both_languages() -> None:
    for kind in policy.INSTRUMENT_KINDS:
        for purpose in policy.PURPOSES:
            found = mandatory.mandatory_status(kind, purpose, {}, ON)
            assert found.mandatory in mandatory.ANSWERS
            assert found.reason_title and found.reason_title_en
            assert found.clause == "市场监管总局公告-2020年第42号 第2条"
            assert (found.row is None) == (kind == "other")


def test_an_unreadable_size_is_said_and_never_guessed() -> None:
    found = mandatory.mandatory_status("nawi", "trade", {"nominal_diameter_DN": "很大"}, ON)
    assert (found.mandatory, found.reason) == ("unknown", "number_malformed")
    assert found.reason_title and found.clause is None


def test_before_the_catalogue_nothing_can_be_said() -> None:
    found = mandatory.mandatory_status("nawi", "trade", {}, date(2010, 1, 1))
    assert (found.mandatory, found.reason) == ("unknown", "edition_missing")


def test_who_differs_from_the_rule_is_told_apart() -> None:
    found = mandatory.mandatory_status("nawi", "trade", {}, ON)
    assert mandatory.follows_rule(True, found)
    assert not mandatory.follows_rule(False, found)
