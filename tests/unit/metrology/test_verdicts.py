"""What each word a judgement ends in means for its check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.verdicts import MEANINGS, means

# The phone's twin reads the same.
CASES = json.loads((Path(__file__).parents[2] / "vectors/verdict_meanings.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["evaluation"]))
def test_what_a_judgement_means(case: dict[str, Any]) -> None:
    assert means(case["evaluation"]) == case["means"]


def test_every_word_is_tried() -> None:
    assert {case["evaluation"]["verdict"] for case in CASES} == {*MEANINGS, None}
