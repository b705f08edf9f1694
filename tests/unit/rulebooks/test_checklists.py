"""Bundled checklists: whole, dated, cited; a bad edition is refused with the place that is wrong."""

from __future__ import annotations

import copy
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.registry.ledger import columns
from server.registry.policy import PREMISES_KINDS
from server.rulebooks import bundle
from server.rulebooks.checklist import (
    VENUE_KINDS,
    BadChecklist,
    Checklist,
    choose,
    read_checklist,
    refuse_overlaps,
)

SOURCES = Path(__file__).parents[3] / "pwa" / "src"
EDITION: dict[str, Any] = {
    "code": "market_stall", "edition": "1", "title": "摊位", "title_en": "Stall", "venue_kind": "market",
    "target": "stall", "valid_from": "2025-03-01", "valid_to": "2027-01-07", "basis": "令94", "basis_en": "Order 94",
    "items": [{"code": "ST01", "text": "使用计量器具结算", "text_en": "An instrument is used", "clause": "第九条",
               "clause_en": "art. 9", "guidance": None, "guidance_en": None, "on_failure": "penalty",
               "penalty_code": "PEN-11", "asks": ["note", "photo"], "confidence": "second_hand"}],
}


def changed(pointer: str, value: Any) -> dict[str, Any]:
    edition = copy.deepcopy(EDITION)
    *path, last = pointer.strip("/").split("/")
    place: Any = edition
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is KeyError:
        del place[last]
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return edition


@pytest.mark.parametrize(("pointer", "value"), [
    ("/code", "Market Stall"), ("/venue_kind", "moon"), ("/target", "roof"), ("/valid_from", "2025-02-30"),
    ("/valid_to", "2025-02-01"), ("/title_en", KeyError), ("/colour", "red"), ("/items", []),
    ("/items/0/code", "st1"), ("/items/0/text", ""), ("/items/0/text", "x" * 501), ("/items/0/clause", 9),
    ("/items/0/penalty_code", None), ("/items/0/penalty_code", "PEN-1"), ("/items/0/on_failure", "rectify"),
    ("/items/0/asks", []), ("/items/0/asks", ["song"]), ("/items/0/asks", ["note", "note"]),
    ("/items/0/confidence", "sure"), ("/items/0/guidance", "只有中文"), ("/items/0/answer", "yes"),
    ("/items/0", {"use": "U99"}), ("/items/0", "U04"), ("/items", EDITION["items"] * 2),
])
def test_a_wrong_edition_is_refused_and_the_place_named(pointer: str, value: Any) -> None:
    with pytest.raises(BadChecklist) as caught:
        read_checklist(changed(pointer, value))
    assert caught.value.pointer.startswith("/" + pointer.strip("/").split("/")[0])


def test_an_edition_reads_back_as_its_wire_state() -> None:
    assert read_checklist(EDITION).wire() == EDITION
    assert read_checklist(read_checklist(EDITION).wire()) == read_checklist(EDITION)


def test_a_universal_item_may_carry_the_words_of_its_venue() -> None:
    universal = {"U13": EDITION["items"][0] | {"code": "U13"}}
    given = changed("/items/0", {"use": "U13", "clause": "第五条第（一）项"})
    item = read_checklist(given, universal).items[0]
    assert (item.code, item.clause, item.text) == ("U13", "第五条第（一）项", "使用计量器具结算")


def test_editions_of_one_checklist_never_overlap() -> None:
    first = read_checklist(EDITION)
    for start, fine in (("2027-01-08", True), ("2027-01-07", False)):
        later = read_checklist(EDITION | {"edition": "2", "valid_from": start, "valid_to": None})
        if fine:
            refuse_overlaps([later, first])
        else:
            with pytest.raises(BadChecklist, match="overlaps"):
                refuse_overlaps([later, first])
    with pytest.raises(BadChecklist, match="twice"):
        refuse_overlaps([first, first])


@pytest.mark.parametrize(("code", "on", "edition"), [
    ("market_organiser", "2025-02-28", None), ("market_organiser", "2025-03-01", "2025-03"),
    ("market_stall", "2026-11-25", "2025-03"), ("market_stall", "2027-01-07", "2025-03"),
    ("market_stall", "2027-01-08", "2027-01"), ("fuel_station", "2024-04-30", None),
    ("prepackage", "2023-05-31", None), ("prepackage", "2024-10-11", "2023-06"),
    ("prepackage", "2024-10-12", "2024-10"), ("charging_station", "2022-12-31", None),
    ("energy_label", "2026-10-31", None), ("energy_label", "2026-11-01", "2026-11"),
    ("fuel_station", "2024-05-01", "2024-05"), ("optician", "2026-11-25", "2022-09"), ("moon", "2026-11-25", None),
])
def test_the_day_of_judgement_chooses_the_edition(code: str, on: str, edition: str | None) -> None:
    found = choose(bundle.checklists(), code, date.fromisoformat(on))
    assert (found.edition if found else None) == edition


def named(prefix: str, *numbers: int) -> list[str]:
    return [f"{prefix}{n:02}" for n in numbers]


ALL = range(2, 19)
EXPECTED = {
    "market_organiser": named("MK", *range(1, 16)) + named("U", *range(2, 17)),
    "market_stall": named("ST", *range(1, 11)) + named("U", *range(4, 13), 18),
    "fuel_station": named("FU", *range(1, 18)) + named("U", *ALL),
    "gas_station": named("GA", *range(1, 7)) + named("U", *ALL),
    "charging_station": named("EV", *range(1, 11), 12) + named("U", *range(2, 11), *range(15, 19)),  # EV11 is U17
    "optician": named("OP", *range(1, 15)) + named("U", *range(2, 11), *range(15, 19)),
    "prepackage": named("PK", *range(1, 14)) + named("U", *range(2, 7), 18),
    "restaurant": named("RS", 1, 2, 3, 4, 5, 9, 10, 13) + named("U", *ALL),
    "shop": named("RS", 1, 2, 3, 5, 7, 8, 9, 10, 11, 13) + named("U", *ALL),
    "supermarket": named("RS", 1, 2, 3, *range(5, 12), 13) + named("U", *ALL),
    "hospital": named("HO", *range(1, 15)) + named("U", *range(2, 10), *range(13, 17)),
    "grain_yard": named("GR", *range(1, 13), 14) + named("U", *ALL),  # GR13 is U02 and U03
    "truck_scale": named("GR", 1, 4, 7, 8, 9, 14) + named("U", 2, *range(4, 9), 10, 12, 15, 18),
    "parking": named("PT", *range(1, 6)) + named("U", *range(2, 11), 12, *range(15, 19)),
    "taxi": named("TX", *range(1, 9)) + named("U", *range(2, 11), 12, *range(15, 19)),
    "utility": named("UT", *range(1, 13)) + named("U", *range(2, 7), 13),
    "general": named("U", *ALL),
}
DRAFTED = {"entertainment": "TE", "agricultural_inputs": "AG", "overload_station": "OL", "wholesale_organiser": "WM",
           "wholesale_stall": "WS", "fair_organiser": "FA", "fair_stall": "FS", "energy_label": "EL",
           "environment": "EN"}
EDITIONS = pytest.mark.parametrize("checklist", bundle.checklists(), ids=lambda one: f"{one.code}-{one.edition}")


@EDITIONS
def test_each_bundled_edition_asks_everything_its_venue_must_meet(checklist: Checklist) -> None:
    codes = [item.code for item in checklist.items]
    if checklist.code in EXPECTED:
        assert set(EXPECTED[checklist.code]) <= set(codes)
        assert set(codes) - set(EXPECTED[checklist.code]) <= {"U01"}
    else:
        assert sum(code.startswith(DRAFTED[checklist.code]) for code in codes) >= 2


def test_every_checklist_of_the_study_and_every_drafted_one_is_there() -> None:
    assert {one.code for one in bundle.checklists()} == set(EXPECTED) | set(DRAFTED)
    assert set(VENUE_KINDS) - {"packer"} <= {one.venue_kind for one in bundle.checklists()}  # a packer has its goods


@EDITIONS
def test_every_item_says_what_why_how_and_what_a_no_leads_to(checklist: Checklist) -> None:
    penalties = {one["code"] for one in bundle.penalties()["items"]}
    for item in checklist.items:
        for text in (item.text, item.clause, item.guidance):
            assert (text and re.search(r"[\u4e00-\u9fff]", text)) or text.startswith("JJG"), item.code
        for text in (item.text_en, item.clause_en, item.guidance_en):
            assert text and re.search(r"[A-Za-z]{3}", text), item.code
        assert "note" in item.asks, item.code
        assert ("photo" in item.asks) == (item.on_failure == "penalty"), item.code
        assert ("measure" in item.asks) == (item.on_failure != "info"), item.code
        assert item.penalty_code in penalties if item.on_failure == "penalty" else item.penalty_code is None


@EDITIONS
def test_no_clause_is_invented_for_what_is_drafted_here(checklist: Checklist) -> None:
    for item in checklist.items:
        assert (item.confidence == "drafted") == item.clause.startswith("本系统拟定"), item.code
    if checklist.code in DRAFTED:
        assert "拟定" in checklist.title and "drafted" in checklist.title_en and "拟定" in checklist.basis


def test_a_code_means_the_same_wherever_it_stands() -> None:
    """Merging asks a code once, so two lists may sharpen its words but never mean something else by it."""
    failures: dict[str, set[str]] = {}
    for item in (item for one in bundle.checklists() for item in one.items):
        failures.setdefault(item.code, set()).add(item.on_failure)
    assert {code for code, found in failures.items() if len(found) > 1} == {"ST09"}  # old scales may stay until 2027


@EDITIONS
def test_no_list_asks_the_same_words_twice(checklist: Checklist) -> None:
    texts = [item.text for item in checklist.items]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("checklist", "item", "confidence", "clause"), [
    ("market_organiser", "MK06", "second_hand", "《集贸市场计量监督管理办法》第五条第（六）项"),
    ("fuel_station", "FU06", "verified", "《加油站计量监督管理办法》第五条第（七）项"),
    ("fuel_station", "FU02", "unverified", "《加油站计量监督管理办法》第五条第（二）项"),
    ("optician", "OP03", "verified", "《眼镜制配计量监督管理办法》第四条第（三）项"),
    ("optician", "OP08", "unverified", "《眼镜制配计量监督管理办法》第六条第（三）项"),
])
def test_doubt_travels_with_the_clause(checklist: str, item: str, confidence: str, clause: str) -> None:
    found = choose(bundle.checklists(), checklist, date(2026, 11, 25))
    assert found is not None
    one = next(one for one in found.items if one.code == item)
    assert (one.confidence, one.clause) == (confidence, clause)


def test_wording_is_what_an_official_signs() -> None:
    text = json.dumps([one.wire() for one in bundle.checklists()], ensure_ascii=False)
    for wrong in ("过期时间", "临近到期", "修改", "商家", "是否"):
        assert wrong not in text.replace("第61号修改", "")


def test_penalties_and_phrases_are_whole() -> None:
    penalties = bundle.penalties()
    assert [item["code"] for item in penalties["items"]] == [f"PEN-{n:02}" for n in range(1, 23)]
    counts: dict[str, int] = {}
    for phrase in bundle.phrases():
        counts[phrase.venue_kind] = counts.get(phrase.venue_kind, 0) + 1
    assert {"market", "fuel_station", "optician"} <= set(counts)
    assert min(counts.values()) >= 8


def test_every_penalty_carries_the_guards_of_the_law() -> None:
    penalties = bundle.penalties()
    by_code = {item["code"]: set(item["guards"]) for item in penalties["items"]}
    assert by_code["PEN-20"] == {"civil"}
    for code, guards in by_code.items():
        if code != "PEN-20":
            assert {"correct_with", "slight", "first_time", "on_the_spot", "two_years", "provincial_lists"} <= guards
    assert {code for code, guards in by_code.items() if "correct_first" in guards} == {
        "PEN-08", "PEN-09", "PEN-11", "PEN-15", "PEN-21"}
    assert "provincial_department" in by_code["PEN-01"] and "provincial_department" not in by_code["PEN-10"]
    assert {one["code"] for one in penalties["guards"]} == set().union(*by_code.values())


def test_every_kind_of_venue_has_its_words_everywhere() -> None:
    """The registry's kinds without the parts of a venue; the ledger writes each so that it reads it back."""
    assert [one for one in PREMISES_KINDS if one in VENUE_KINDS] == list(VENUE_KINDS)
    assert set(PREMISES_KINDS) - set(VENUE_KINDS) == {"stall", "dispenser", "nozzle", "pile", "gun"}
    assert set(columns.VENUE_NAMES) == set(VENUE_KINDS)
    assert {kind: columns.VENUE_KINDS[name] for kind, name in columns.VENUE_NAMES.items()} == {
        kind: kind for kind in VENUE_KINDS}
    for name, key in (("rooms/registry/messages/{}.json", "premises_kind"), ("desk/messages/words.{}.json", "venue")):
        for language in ("zh-CN", "en"):
            words = json.loads((SOURCES / name.format(language)).read_text(encoding="utf-8"))
            assert set(PREMISES_KINDS) <= set(words[key])
