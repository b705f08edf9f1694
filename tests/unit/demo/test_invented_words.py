"""Invented things keep the rules of real ones: check characters hold, shares add up, dates follow the period."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from server.operations.demo import certificates, words
from server.operations.demo.certificates import RATES, months_later
from server.registry.credit_codes import is_unified


def test_credit_codes_pass_their_check_and_show_that_they_are_invented() -> None:
    codes = {words.credit_code("610602", number, is_firm=number % 2 == 0) for number in range(1, 400)}
    assert len(codes) == 399
    assert all(is_unified(code) and code[8:11] == "DEM" for code in codes)
    assert {code[:2] for code in codes} == {"91", "92"}


def test_the_organisation_code_inside_follows_its_own_standard() -> None:
    weights, values = (3, 7, 9, 10, 5, 8, 4, 2), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for number in range(300):
        body = words.credit_code("610629", number, is_firm=True)[8:17]
        rest = 11 - sum(values.index(c) * w for c, w in zip(body, weights, strict=False)) % 11
        assert body[8] == {10: "X", 11: "0"}.get(rest, str(rest))


@pytest.mark.parametrize("total", [2, 3, 12, 60, 120, 121])
def test_nothing_is_lost_when_venues_are_shared_out(total: int) -> None:
    given = words.allot(total, ("610602", "610629"))
    assert sum(given.values()) == total
    assert given["610602"] >= 1 and given["610629"] >= 1 and min(given.values()) >= 0


@pytest.mark.parametrize(("day", "months", "later"), [
    (date(2026, 3, 15), 12, date(2027, 3, 15)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 1, 31), -11, date(2025, 2, 28)),
])
def test_a_period_ends_on_the_same_day_of_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize("kind", sorted(RATES))
def test_histories_come_at_the_rates_of_their_kind(kind: str) -> None:
    rng, today, total = Random(1), date(2026, 11, 25), 6000
    newest = [certificates.history(rng, kind, "610602", number, today)[-1:] for number in range(total)]
    failed = sum(one[0].result == "nonconforming" for one in newest if one)
    overdue = sum(one[0].valid_until is not None and one[0].valid_until < today for one in newest if one)
    assert abs(failed / total - RATES[kind].failed / 10_000) < 0.01
    assert abs(overdue / total - RATES[kind].overdue / 10_000) < 0.012
    assert all(one[0].verified_on < today for one in newest if one)


def test_older_certificates_come_first_and_numbers_differ() -> None:
    rng = Random(2)
    for number in range(0, 2000, 4):
        found = certificates.history(rng, "nawi", "610629", number, date(2026, 11, 25))
        assert list(found) == sorted(found, key=lambda one: one.verified_on)
        assert len({one.certificate_number for one in found}) == len(found)
        assert all("样例" in one.certificate_number and "样例" in one.institution for one in found)
