"""Which verdicts decide a check: the cases that the phone's twin is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.inspections import policy
from server.inspections.deciding import deciding

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "deciding_verdicts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_verdicts_that_decide(case: dict[str, Any]) -> None:
    assert deciding(case["evaluations"]) == case["expected"]


def test_a_lone_run_beyond_the_limit_does_not_make_a_nozzle_nonconforming() -> None:
    case = next(one for one in CASES if one["name"] == "a lone run beyond, the mean within")
    check = {"outcome": "checked", "answers": [], "identity_checks": []}
    assert policy.conclusion(check, case["evaluations"]) == "conforming"
    assert policy.conclusion(check, case["evaluations"][:1]) == "nonconforming"
