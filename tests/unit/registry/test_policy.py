"""Pure decisions of the ledger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.registry import lifecycle, policy
from server.registry.problems import WrongState
from server.registry.search_key import search_key

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(-400, 400))
def test_validity_follows_the_days_left(on: date, left: int) -> None:
    expected = "overdue" if left < 0 else "expiring" if left <= 30 else "valid"
    assert policy.validity("in_use", on + timedelta(days=left), "conforming", on) == expected
    assert policy.validity("in_use", on + timedelta(days=left), None, on) == expected


@given(DAYS, st.one_of(st.none(), DAYS), st.sampled_from(("stopped", "not_found", "retired")))
def test_what_is_not_in_use_or_failed_is_stopped(on: date, until: date | None, state: str) -> None:
    assert policy.validity(state, until, "conforming", on) == "stopped"
    assert policy.validity("in_use", until, "nonconforming", on) == "stopped"


def test_without_a_date_nothing_is_known() -> None:
    assert policy.validity("in_use", None, "conforming", date(2026, 1, 1)) == "unknown"


@given(DAYS, DAYS)
def test_only_a_later_day_is_newer(one: date, other: date) -> None:
    assert policy.is_newer(one, other) == (one > other)
    assert not (policy.is_newer(one, other) and policy.is_newer(other, one))
    assert policy.is_newer(one, None)


@given(st.sampled_from(sorted(lifecycle.TRANSITIONS)))
def test_every_transition_leads_where_the_table_says_and_no_further(step: tuple[str, str]) -> None:
    entity, action = step
    states = {"merchant": lifecycle.MERCHANT_STATES, "premises": lifecycle.PREMISES_STATES,
              "instrument": lifecycle.INSTRUMENT_STATES}[entity]
    starts, target = lifecycle.TRANSITIONS[step]
    for state in states:
        if state in starts or state == target:
            assert lifecycle.next_state(entity, state, action) == target
        else:
            with pytest.raises(WrongState):
                lifecycle.next_state(entity, state, action)


def test_every_state_can_be_left() -> None:
    for entity, states in (("merchant", lifecycle.MERCHANT_STATES), ("premises", lifecycle.PREMISES_STATES),
                           ("instrument", lifecycle.INSTRUMENT_STATES)):
        left = {start for (kind, _), (starts, _) in lifecycle.TRANSITIONS.items() if kind == entity
                for start in starts}
        assert left == set(states)


def test_search_key_holds_text_and_initials() -> None:
    key = search_key("张记 水果", "54号摊", None, "Ａ6037344")
    assert "张记水果" in key
    assert "zjsg" in key
    assert "a6037344" in key
    assert "54ht" in key
