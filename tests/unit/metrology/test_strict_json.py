"""JSON is read strictly and written in one way; the phone's twin reads and writes the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.metrology.problems import MetrologyProblem
from server.metrology.strict_json import MAX_BRACKETS, read, read_document, read_line, write

CASES = json.loads((Path(__file__).parents[2] / "vectors/strict_json.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "written"), CASES["read"])
def test_what_is_read_and_written(text: str, written: str) -> None:
    assert write(read(text)) == written
    assert write(read_line(text.encode("utf-8"))) == written
    assert write(read_document(text)) == written


@pytest.mark.parametrize(("text", "slug"), CASES["refused"], ids=lambda given: given[:20])
def test_what_is_refused(text: str, slug: str) -> None:
    for reader in (read, read_document):
        with pytest.raises(MetrologyProblem) as refused:
            reader(text)
        assert (refused.value.slug, refused.value.pointer) == (slug, "")


def test_a_document_may_be_as_deep_as_it_likes() -> None:
    deep = "[" * (MAX_BRACKETS + 1) + "]" * (MAX_BRACKETS + 1)
    assert write(read_document(deep)) == deep
    with pytest.raises(MetrologyProblem, match="json_too_deep"):
        read(deep)
    assert write(read(deep[1:-1])) == deep[1:-1]
