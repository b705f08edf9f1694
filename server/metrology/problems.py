"""What the metrology room refuses, each with a name; the sentences a person reads stand in `wording.json`."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

SIMPLE_NAME = re.compile(r"[A-Za-z0-9_]{1,40}")


class MetrologyProblem(Exception):
    """One refusal: `slug` names it, `pointer` (RFC 6901) says which part of what was given is meant."""

    def __init__(self, slug: str, pointer: str = "") -> None:
        super().__init__(f"{slug} {pointer}".rstrip())
        self.slug = slug
        self.pointer = pointer

    @property
    def title(self) -> str:
        return wording()["problems"][self.slug]["title"]

    @property
    def title_en(self) -> str:
        return wording()["problems"][self.slug]["title_en"]

    def as_record(self) -> dict[str, str]:
        return {"slug": self.slug, "pointer": self.pointer, "title": self.title, "title_en": self.title_en}


def pointer_to(parent: str, name: str) -> str:
    """Only a plain name is repeated to the reader; a hostile one is answered with its parent."""
    return f"{parent}/{name}" if SIMPLE_NAME.fullmatch(name) else parent


@cache
def wording() -> dict[str, dict[str, dict[str, str]]]:
    """The words for problems, quantities, reasons and confidence, in Chinese and English."""
    words: dict[str, Any] = json.loads((Path(__file__).parent / "wording.json").read_text(encoding="utf-8"))
    return words
