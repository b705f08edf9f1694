"""Both evaluators, as the two commands an operator would type, answer the same seeded lines with the same bytes.

`make parity CASES=n` tries n lines and `PROOF=1` a million; `PARITY_SEED` tries others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from tests.parity.lines import MAKERS, lines

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("PARITY_CASES") or (1_000_000 if os.environ.get("PROOF") == "1" else 20_000))
CHUNK = 20_000  # what is held in memory at once
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


def compared(count: int, *options: str) -> tuple[Counter[str], list[str]]:
    """Cases judged by rule, and the differences, as far as they are shown; both judges work side by side."""
    asked, judged, different = lines(SEED, count), Counter[str](), list[str]()
    with ThreadPoolExecutor(2) as both:
        while chunk := list(islice(asked, CHUNK)):
            python, typescript = both.map(lambda command: answers(command, chunk, *options), (PYTHON, TYPESCRIPT))
            for question, one, other in zip(chunk, python, typescript, strict=True):
                judged[rule_of(question)] += 1
                if one != other:
                    different.append(in_vector_form(question, one, other))
    return judged, different


def rule_of(question: bytes) -> str:
    """The rule that a line names, or that it names none that is known."""
    try:
        rule = json.loads(question).get("rule")
    except (ValueError, AttributeError):
        return "unreadable"
    return rule if isinstance(rule, str) and rule in MAKERS else "unknown rule"


@pytest.mark.proof
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("options", "share"), [((), 1), (("--full", "--on", "2026-11-23"), 10)],
                         ids=["as the contract", "with every step"])
def test_both_judges_write_the_same_bytes(options: tuple[str, ...], share: int) -> None:
    """The whole working is compared for every tenth case: it is long, and its results stand in the others."""
    count = max(COUNT // share, 2_000)
    judged, different = compared(count, *options)
    print(f"\n{count} cases, seed {SEED}, options {' '.join(options) or 'none'}:")
    print("\n".join(f"{cases:>9}  {rule}" for rule, cases in judged.most_common()))
    shown = "\n".join(different[:SHOWN])
    assert not different, f"seed {SEED}: {len(different)} of {count} differ\n{shown}"


def test_the_lines_reach_every_rule_and_every_verdict() -> None:
    """Equal answers mean something only if they are not all the same answer."""
    asked = list(lines(SEED, 4_000))
    told = [json.loads(answer) for answer in answers(PYTHON, asked)]
    verdicts = Counter(answer["verdict"] for answer in told)
    assert min(verdicts[word] for word in ("pass", "fail", "value", None)) > 40, verdicts
    slugs = {answer["problem"]["slug"] for answer in told if answer["problem"]}
    assert len(slugs) > 20, slugs
    judged = Counter(
        json.loads(question)["rule"] for question, answer in zip(asked, told, strict=True) if answer["verdict"]
    )
    assert set(judged) == set(MAKERS) - {"record_only"}
    assert "record_only" in slugs


def test_the_keys_are_sorted_and_there_are_no_others() -> None:
    (answer,) = answers(
        TYPESCRIPT, [b'{"rule":"gbt8170_round","on":"2026-11-23","inputs":{"value":"1.050","interval":"0.1"}}']
    )
    assert list(json.loads(answer)) == ["basis", "edition", "problem", "values", "verdict"]


def newer_editions(folder: Path) -> list[str]:
    """Two files as an administrator could have them: a whole edition, and a list with one as it is stored."""
    bundled = ROOT / "server" / "metrology" / "rulebooks"
    fuel = json.loads((bundled / "jjg_443_2023.json").read_text(encoding="utf-8"))
    fuel |= {"edition": "样例 443-A", "valid_from": "2026-11-23"}
    fuel["numbers"]["mpe_percent"]["value"] = "0.20"
    scales = json.loads((bundled / "jjg_539_2016.json").read_text(encoding="utf-8"))
    scales |= {"edition": "样例 539-A", "valid_from": "2027-01-07", "rule": "nawi_indication_error"}
    scales["numbers"]["in_service_factor"]["value"] = "1.5"
    for name, content in (("fuel.json", fuel), ("scales.json", [scales])):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return [f"--editions={folder / 'fuel.json'}", "--editions", str(folder / "scales.json")]


def test_both_judges_judge_alike_by_editions_from_files(tmp_path: Path) -> None:
    asked, options = list(lines(SEED, 4_000)), newer_editions(tmp_path)
    told = answers(PYTHON, asked, *options)
    assert told == answers(TYPESCRIPT, asked, *options)
    before = answers(PYTHON, asked)
    changed = [(json.loads(question), json.loads(answer)) for question, answer, old in
               zip(asked, told, before, strict=True) if answer != old]
    assert {answer["edition"] for _, answer in changed} == {"样例 443-A", "样例 539-A"}
    assert {question["on"] for question, _ in changed} >= {"2026-11-23", "2027-01-07"}
    assert min(question["on"] for question, _ in changed) == "2026-11-23"  # nothing before its day has moved
    assert not any(question["rule"] == "nawi_repeatability" for question, _ in changed)  # the rule it does not serve


@pytest.mark.parametrize("content", [b"{}", b"[[]]", b"{", b"\xff", b'{"rule": ["x"]}', b"[" * 100_000])
def test_a_file_that_is_no_edition_ends_both_judges_with_a_reason(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    for command in (PYTHON, TYPESCRIPT):
        done = subprocess.run([*command, "--editions", str(file)], input=b"", cwd=ROOT, env=NODE_FIRST,
                              capture_output=True)
        assert done.returncode == 2
        assert done.stdout == b""
        assert b"--editions: " in done.stderr
