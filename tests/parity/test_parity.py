"""Both evaluators, as the two commands an operator would type, answer the same seeded lines with the same bytes.

`PROOF=1` raises the count; `PARITY_SEED` tries other lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.parity.lines import MAKERS, lines

ROOT = Path(__file__).parents[2]
COUNT = 100_000 if os.environ.get("PROOF") == "1" else 2_000
SEED = int(os.environ.get("PARITY_SEED", "20261123"))
NODE_FIRST = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
PYTHON = [sys.executable, "-m", "server.metrology.judge"]
TYPESCRIPT = ["npm", "--prefix", "pwa", "run", "--silent", "judge", "--"]
SHOWN = 5


def answers(command: list[str], asked: list[bytes], *options: str) -> list[bytes]:
    done = subprocess.run(
        [*command, *options],
        input=b"".join(line + b"\n" for line in asked),
        cwd=ROOT,
        env=NODE_FIRST,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = done.stdout.split(b"\n")
    assert told.pop() == b""
    assert len(told) == len(asked)
    return told


def in_vector_form(asked: bytes, python: bytes, typescript: bytes) -> str:
    """A difference, ready to be kept beside the vectors."""
    try:
        question = json.loads(asked)
    except ValueError:
        question = {"raw": repr(asked)}
    return json.dumps({"question": question, "python": python.decode(), "typescript": typescript.decode()}, indent=1)


@pytest.mark.proof
@pytest.mark.timeout(900)
@pytest.mark.parametrize("options", [(), ("--full", "--on", "2026-11-23")], ids=["as the contract", "with every step"])
def test_both_judges_write_the_same_bytes(options: tuple[str, ...]) -> None:
    asked = list(lines(SEED, COUNT))
    python, typescript = answers(PYTHON, asked, *options), answers(TYPESCRIPT, asked, *options)
    different = [found for found in zip(asked, python, typescript, strict=True) if found[1] != found[2]]
    shown = "\n".join(in_vector_form(*found) for found in different[:SHOWN])
    assert not different, f"seed {SEED}: {len(different)} of {COUNT} differ\n{shown}"


def test_the_lines_reach_every_rule_and_every_verdict() -> None:
    """Equal answers mean something only if they are not all the same answer."""
    asked = list(lines(SEED, 4_000))
    told = [json.loads(answer) for answer in answers(PYTHON, asked)]
    verdicts = Counter(answer["verdict"] for answer in told)
    assert min(verdicts[word] for word in ("pass", "fail", "value", None)) > 100, verdicts
    slugs = {answer["problem"]["slug"] for answer in told if answer["problem"]}
    assert len(slugs) > 20, slugs
    judged = Counter(
        json.loads(question)["rule"] for question, answer in zip(asked, told, strict=True) if answer["verdict"]
    )
    assert set(judged) == set(MAKERS)


def test_the_keys_are_sorted_and_there_are_no_others() -> None:
    (answer,) = answers(
        TYPESCRIPT, [b'{"rule":"gbt8170_round","on":"2026-11-23","inputs":{"value":"1.050","interval":"0.1"}}']
    )
    assert list(json.loads(answer)) == ["basis", "edition", "problem", "values", "verdict"]
