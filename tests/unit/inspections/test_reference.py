"""A verdict by a superseded edition is shown and concludes nothing; the phone's twin is held to the same cases."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.inspections import evaluation, policy

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors/reference_verdicts.json").read_text(encoding="utf-8"))
LENS = {"rule": "spectacle_lens_power",
        "inputs": {"rx": {"S": "-3.00", "C": "0"}, "measured": {"S": "-3.25", "C": "0"}}}


@pytest.mark.parametrize("case", CASES, ids=[one["name"] for one in CASES])
def test_what_a_superseded_edition_leaves_of_a_conclusion(case: dict[str, Any]) -> None:
    evaluations = evaluation.with_reference(case["evaluations"], case)
    check = {"outcome": case["outcome"], "answers": [{"answer": one} for one in case["answers"]],
             "identity_checks": [{"answer": one} for one in case["identity"]]}
    assert [policy.counts(one) for one in evaluations] == case["expected_means"]
    assert policy.conclusion(check, evaluations) == case["expected_conclusion"]


@pytest.mark.parametrize(("on", "expected"), [
    (date(2026, 2, 28), ("fail", None, "nonconforming")), (date(2026, 3, 1), ("fail", True, "inconclusive"))])
def test_a_lens_concludes_until_its_edition_is_over(on: date, expected: tuple[str, bool | None, str]) -> None:
    marked = {"conditions": {"reference_rule": "1"}}
    [found] = evaluation.with_reference([evaluation.judged(LENS, on)], marked)
    check: dict[str, Any] = {"outcome": "checked", "answers": [], "identity_checks": []}
    assert (found["verdict"], found.get("reference"), policy.conclusion(check, [found])) == expected


def test_phone_and_server_that_disagree_whether_a_verdict_counts_are_told_apart() -> None:
    said = {"verdict": "fail", "values": {}, "edition": "x", "reference": True}
    assert not evaluation.differ([{"phone": said}], [said])
    assert evaluation.differ([{"phone": {**said, "reference": None}}], [said])
