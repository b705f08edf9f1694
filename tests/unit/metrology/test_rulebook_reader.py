"""What is read from an edition is what stands in its file: nothing is lost, exchanged or made up on the way."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from server.metrology.edition import Citation, Day, Edition, Number, Procedure, Row, Table
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook_reader import MAX_ROWS, read_edition

FILES = sorted((Path(__file__).parents[3] / "server" / "metrology" / "rulebooks").glob("*.json"))
Json = dict[str, Any]


def number(given: Json, frame: Json) -> Number:
    told = frame | {name: told for name, told in given.items() if told is not None}
    value = Fraction(told["value"])
    return Number(told["value"], value, told["unit"], told["confidence"], Citation(**told["citation"]))


def row(given: Json, frame: Json) -> Row:
    upper = None if given["to"] is None else Fraction(given["to"])
    found = None if given.get("value") is None else number(given, frame)
    rows = tuple(row(inner, frame) for inner in given.get("rows", ()))
    return Row(Fraction(given["from"]), given["from_closed"], upper, given["to_closed"], found, rows)


def edition(given: Json) -> Edition:
    kept = {name: told for name, told in given.items() if name not in ("format", "edition")}
    parts = {
        "procedures": {name: Procedure(**one | {"citation": Citation(**one["citation"])})
                       for name, one in given["procedures"].items()},
        "numbers": {name: number(one, {}) for name, one in given["numbers"].items()},
        "tables": {name: Table(tuple(one["arguments"]), tuple(row(inner, one) for inner in one["rows"]))
                   for name, one in given["tables"].items()},
        "dates": {name: Day(one["value"], one["confidence"], Citation(**one["citation"]))
                  for name, one in (given.get("dates") or {}).items()},
    }  # fmt: skip
    return Edition(name=given["edition"], **kept | parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_read_is_what_stands_there(path: Path) -> None:
    given = json.loads(path.read_text(encoding="utf-8"))
    assert read_edition(given) == edition(given)


def test_a_table_has_a_hundred_rows_at_most() -> None:
    given = json.loads(FILES[0].read_text(encoding="utf-8"))
    frame = {"arguments": ["x"], "unit": "g", "confidence": "verified",
             "citation": {"document": "D", "edition": "1", "clause": "1", "clause_en": "1"}}  # fmt: skip
    rows = [{"from": str(at), "from_closed": True, "to": str(at + 1), "to_closed": False, "value": "1"}
            for at in range(MAX_ROWS + 1)]  # fmt: skip
    assert len(read_edition(given | {"tables": {"t": frame | {"rows": rows[:100]}}}).tables["t"].rows) == 100
    with pytest.raises(MetrologyProblem, match="rulebook_field_invalid") as refused:
        read_edition(given | {"tables": {"t": frame | {"rows": rows}}})
    assert refused.value.pointer == "/tables/t/rows"
