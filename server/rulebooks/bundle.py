"""What ships with the program: checklists, stock phrases and the penalty catalogue, read and checked once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from server.rulebooks.checklist import VENUE_KINDS, BadChecklist, Checklist, read_checklist, refuse_overlaps

HERE = Path(__file__).parent
PENALTY_FIELDS = {"code", "act", "act_en", "basis", "basis_en", "consequence", "consequence_en", "maximum_fine_yuan",
                  "confidence", "guards"}
GUARD_FIELDS = {"code", "text", "text_en", "basis", "basis_en", "confidence"}


@dataclass(frozen=True)
class BundledPhrase:
    """A sentence inspectors write often, for one kind of venue."""

    venue_kind: str
    text: str
    text_en: str


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def checklists() -> tuple[Checklist, ...]:
    """Every bundled edition; shared items are put in where an edition uses them."""
    files = [_json(path) for path in sorted((HERE / "checklists").glob("*.json"))]
    shared = _shared_items(one for one in files if "edition" not in one)
    found = tuple(read_checklist(one, shared) for one in files if "edition" in one)
    refuse_overlaps(found)
    known = {penalty["code"] for penalty in penalties()["items"]}
    for item in (item for one in found for item in one.items):
        if item.penalty_code and item.penalty_code not in known:
            raise BadChecklist(f"/{item.code}/penalty_code", "names no penalty")
    return found


def _shared_items(pools: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """The items that several checklists use, by code: a file without an edition is a pool of them."""
    items = [item for pool in pools for item in pool["items"]]
    found = {item["code"]: item for item in items}
    if len(found) != len(items):
        raise BadChecklist("/shared", "a shared item stands twice")
    return found


@cache
def penalties() -> dict[str, Any]:
    """The penalty catalogue: a hint beside an item that failed, never a decision."""
    found: dict[str, Any] = _json(HERE / "penalties.json")
    codes = [item["code"] for item in found["items"]]
    if len(set(codes)) != len(codes) or any(set(item) != PENALTY_FIELDS for item in found["items"]):
        raise BadChecklist("/penalties", "each penalty needs its fields once")
    guards = {guard["code"] for guard in found["guards"] if set(guard) == GUARD_FIELDS}
    if len(guards) != len(found["guards"]) or any(set(item["guards"]) - guards for item in found["items"]):
        raise BadChecklist("/guards", "each guard needs its fields once, and a penalty names only guards there are")
    return found


@cache
def phrases() -> tuple[BundledPhrase, ...]:
    """The stock phrases of every venue kind."""
    found = tuple(BundledPhrase(**phrase) for phrase in _json(HERE / "phrases.json")["phrases"])
    if len(set(found)) != len(found) or any(phrase.venue_kind not in VENUE_KINDS for phrase in found):
        raise BadChecklist("/phrases", "a phrase stands twice or names no venue kind")
    return found
