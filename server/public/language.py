"""Which language a visitor reads, and the words in it. Chinese unless English is asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Request

LANGUAGES = {"zh": "zh-CN", "en": "en"}


def chosen(request: Request) -> str:
    """`?lang=` first, then what the browser prefers."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    preferred = (tag.split("-")[0].lower() for tag in request.accept_languages.values())
    return next((tag for tag in preferred if tag in LANGUAGES), "zh")


@cache
def messages(lang: str) -> Mapping[str, Any]:
    """The words of the public pages."""
    path = Path(__file__).parent / "messages" / f"pages.{LANGUAGES[lang]}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
