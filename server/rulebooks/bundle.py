"""What ships with the program: checklists, stock phrases and the penalty catalogue, read and checked once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from server.rulebooks.checklist import VENUE_KINDS, BadChecklist, Checklist, read_checklist, refuse_overlaps

HERE = Path(__file__).parent
PENALTY_FIELDS = {"code", "act", "act_en", "basis", "basis_en", "consequence", "consequence_en", "maximum_fine_yuan",
                  "confidence"}


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
    """Every bundled edition; universal items are put in where an edition uses them."""
    universal = {item["code"]: item for item in _json(HERE / "checklists" / "universal.json")["items"]}
    files = sorted(path for path in (HERE / "checklists").glob("*.json") if path.name != "universal.json")
    found = tuple(read_checklist(_json(path), universal) for path in files)
    refuse_overlaps(found)
    known = {penalty["code"] for penalty in penalties()["items"]}
    for item in (item for one in found for item in one.items):
        if item.penalty_code and item.penalty_code not in known:
            raise BadChecklist(f"/{item.code}/penalty_code", "names no penalty")
    return found


@cache
def penalties() -> dict[str, Any]:
    """The penalty catalogue: a hint beside an item that failed, never a decision."""
    found: dict[str, Any] = _json(HERE / "penalties.json")
    codes = [item["code"] for item in found["items"]]
    if len(set(codes)) != len(codes) or any(set(item) != PENALTY_FIELDS for item in found["items"]):
        raise BadChecklist("/penalties", "each penalty needs its fields once")
    return found


@cache
def phrases() -> tuple[BundledPhrase, ...]:
    """The stock phrases of every venue kind."""
    found = tuple(BundledPhrase(**phrase) for phrase in _json(HERE / "phrases.json")["phrases"])
    if len(set(found)) != len(found) or any(phrase.venue_kind not in VENUE_KINDS for phrase in found):
        raise BadChecklist("/phrases", "a phrase stands twice or names no venue kind")
    return found
