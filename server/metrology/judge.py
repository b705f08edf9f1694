"""The judge: JSON lines `{rule, on, inputs}` in, one line `{basis, edition, problem, values, verdict}` out for each.

The phone's twin writes the same bytes. `python -m server judge` and `python -m server.metrology.judge` both come here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from server.metrology import strict_json
from server.metrology.dates import is_calendar_date
from server.metrology.problems import MetrologyProblem, pointer_to
from server.metrology.rulebook import Library
from server.metrology.rules import evaluate
from server.metrology.succession import given_over_bundled

LINE_KEYS = ("rule", "on", "inputs")


def judge_line(
    line: object, on: str | None = None, *, full: bool = False, library: Library | None = None
) -> dict[str, object]:
    """Judges one parsed line; what cannot be judged becomes a problem in the answer, never an exception."""
    try:
        rule, day, inputs = _parts(line, on)
        evaluation = evaluate(rule, inputs, day, library=library)
    except MetrologyProblem as problem:
        return _refused(problem)
    return evaluation.as_record() if full else evaluation.as_line()


def judge_lines(
    lines: Iterable[bytes], on: str | None = None, *, full: bool = False, library: Library | None = None
) -> Iterator[str]:
    for raw in lines:
        try:
            answer = judge_line(strict_json.read_line(raw), on, full=full, library=library)
        except MetrologyProblem as problem:
            answer = _refused(problem)
        yield strict_json.write(answer)


def _parts(line: object, on: str | None) -> tuple[str, str | None, object]:
    if not isinstance(line, Mapping):
        raise MetrologyProblem("line_not_object")
    for key in line:
        if key not in LINE_KEYS:
            raise MetrologyProblem("line_key_unknown", pointer_to("", str(key)))
    rule, day, inputs = (line.get(key) for key in LINE_KEYS)
    if rule is None:
        raise MetrologyProblem("rule_missing", "/rule")
    if not isinstance(rule, str):
        raise MetrologyProblem("rule_unknown", "/rule")
    day = on if day is None else day
    if day is not None and not (isinstance(day, str) and is_calendar_date(day)):
        raise MetrologyProblem("date_invalid", "/on")
    if inputs is None:
        raise MetrologyProblem("inputs_missing", "/inputs")
    return rule, day, inputs


def _refused(problem: MetrologyProblem) -> dict[str, object]:
    return {"verdict": None, "values": {}, "edition": None, "basis": None, "problem": problem.as_record()}


def bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their newline; of an endless one only enough is kept to see that it is too long."""
    keep = strict_json.MAX_LINE_BYTES + 1
    while raw := stream.readline(keep + 1):
        rest = raw
        while not rest.endswith(b"\n") and len(rest) == keep + 1:
            rest = stream.readline(keep + 1)
        yield raw.removesuffix(b"\n")


def library_of(paths: Sequence[str]) -> Library | None:
    """The bundled editions with those of the files; None without a file. What cannot be read is refused by name."""
    if not paths:
        return None
    return given_over_bundled([_document(path) for path in paths])


def _document(path: str) -> object:
    try:
        return strict_json.read_document(Path(path).read_bytes().decode("utf-8"))
    except (UnicodeDecodeError, RecursionError):
        raise MetrologyProblem("json_malformed") from None


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="judge", description="Judges JSON lines from standard input.")
    parser.add_argument("--on", metavar="YYYY-MM-DD", help="date of judgement for lines that name none")
    parser.add_argument("--full", action="store_true", help="also write reasons, confidence and every step")
    parser.add_argument(
        "--editions", metavar="FILE", action="append", default=[], help="a JSON edition or a list of them; repeatable"
    )
    arguments = parser.parse_args(argv)
    if arguments.on is not None and not is_calendar_date(arguments.on):
        parser.error("--on must be a calendar date, YYYY-MM-DD")
    try:
        library = library_of(arguments.editions)
    except OSError as error:
        parser.error(f"--editions: {error.strerror}: {error.filename}")
    except MetrologyProblem as problem:
        parser.error(f"--editions: {problem}: {problem.title_en}")
    lines = bounded_lines(sys.stdin.buffer)
    try:
        for answer in judge_lines(lines, arguments.on, full=arguments.full, library=library):
            sys.stdout.buffer.write(answer.encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
