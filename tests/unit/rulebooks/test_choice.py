"""Which checklists a visit is asked: the cases that the phone's twin is held to too, and the bundle against them."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from server.rulebooks import bundle
from server.rulebooks.checklist import TOPICS, VENUE_KINDS
from server.rulebooks.choice import Venue, asked, subjects

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "checklist_choice.json").read_text(encoding="utf-8"))
ON = date(2026, 11, 25)


def venue(given: dict[str, Any]) -> Venue:
    return Venue(given["kind"], given["parts"], [(one["kind"], one["name"]) for one in given["instruments"]])


@pytest.mark.parametrize("case", VECTORS["subjects"], ids=lambda case: case["name"])
def test_what_a_visit_is_about(case: dict[str, Any]) -> None:
    assert subjects(venue(case["venue"])) == case["expected"]


@pytest.mark.parametrize("case", VECTORS["asked"], ids=lambda case: case["name"])
def test_lists_in_force_in_order_and_each_item_once(case: dict[str, Any]) -> None:
    lists = [SimpleNamespace(**one | {
        "valid_from": date.fromisoformat(one["valid_from"]),
        "valid_to": date.fromisoformat(one["valid_to"]) if one["valid_to"] else None}) for one in VECTORS["checklists"]]
    found = asked(lists, venue(case["venue"]), date.fromisoformat(case["on"]), case["by_hand"])
    assert [{"code": one.checklist.code, "edition": one.checklist.edition,
             "items": [item["code"] for item in one.items]} for one in found] == case["expected"]


def test_the_cases_name_every_kind_of_venue() -> None:
    assert set(VENUE_KINDS) <= {case["venue"]["kind"] for case in VECTORS["subjects"]}


@pytest.mark.parametrize("kind", VENUE_KINDS)
def test_every_venue_is_asked_its_own_list_today(kind: str) -> None:
    found = asked(bundle.checklists(), Venue(kind), ON)
    assert found and found[0].checklist.venue_kind in (kind, "prepackage")
    assert found[0].items == found[0].checklist.items


def test_whatever_stands_together_no_item_is_asked_twice() -> None:
    for kind, part in combinations(VENUE_KINDS, 2):
        for one in (Venue(kind, [part]), Venue(part, [kind])):
            found = asked(bundle.checklists(), one, ON, by_hand=TOPICS)
            codes = [item.code for list_ in found for item in list_.items]
            assert len(set(codes)) == len(codes), one
            everything = {item.code for list_ in found for item in list_.checklist.items}
            assert everything == set(codes), one  # merging drops repeats, never a question


def test_a_topic_can_be_opened_by_hand_at_every_venue() -> None:
    codes = {one.code for one in bundle.checklists() if one.venue_kind in TOPICS}
    assert codes == set(TOPICS)
    found = asked(bundle.checklists(), Venue("optician"), ON, by_hand=codes)
    assert {one.checklist.code for one in found} == codes | {"optician"}
