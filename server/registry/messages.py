"""The words of this room, Chinese and English, from the two message files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh-CN", "en")


@cache
def catalogue(language: str) -> dict[str, dict[str, str]]:
    """All messages of one language, by section and key."""
    path = Path(__file__).with_name(f"messages.{language}.json")
    found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def words(section: str, key: str, facts: dict[str, Any] | None = None) -> tuple[str, str]:
    """A message in both languages, with its facts put in."""
    chinese, english = (catalogue(language)[section][key] for language in LANGUAGES)
    return chinese.format(**(facts or {})), english.format(**(facts or {}))
