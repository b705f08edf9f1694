"""Everything a person reads exists in Chinese and in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from server.kernel.problems import CATALOGUE
from tools.sizes import sources
from tools.steps import ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LANGUAGE = "zh-CN"
SLUG = re.compile(r"[a-z][a-z0-9_]*")


def test_every_problem_has_a_chinese_and_an_english_title(app: Flask) -> None:
    named = [kind for slug, kind in CATALOGUE.items() if slug]
    assert len(named) > 10
    for kind in named:
        assert SLUG.fullmatch(kind.slug), kind
        assert CHINESE.search(kind.title), kind
        assert kind.title_en, kind
        assert not CHINESE.search(kind.title_en), kind
        assert 400 <= kind.status <= 599, kind


def leaves(tree: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{name}.{key}" if name else key)
    else:
        yield name, str(tree)


def message_files() -> list[tuple[Path, Path]]:
    """Pairs of message files that stand beside each other, Chinese and English."""
    places = [ROOT / "pwa" / "src", ROOT / "server"]
    return [(path, path.with_name(path.name.replace(LANGUAGE, "en"))) for place in places
            for path in sorted(place.rglob(f"*{LANGUAGE}*.json"))]


def test_every_message_key_exists_in_both_languages() -> None:
    assert message_files()
    for chinese, english in message_files():
        one = dict(leaves(json.loads(chinese.read_text(encoding="utf-8"))))
        other = dict(leaves(json.loads(english.read_text(encoding="utf-8"))))
        assert one.keys() == other.keys(), chinese
        assert [key for key, text in {**one, **other}.items() if not text.strip()] == [], chinese
        # a language is offered by its own name
        chosen = {key: text for key, text in other.items() if not key.endswith(LANGUAGE)}
        assert [key for key, text in chosen.items() if CHINESE.search(text)] == [], english


CHARACTERS_AS_DATA = {"pwa/src/kernel/initials.ts"}  # a table of first letters, shown to nobody
COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->|(?<!:)//[^\n]*", re.DOTALL)


def test_no_text_for_people_stands_in_the_phones_code() -> None:
    found = [f"{path.relative_to(ROOT).as_posix()}: {line.strip()}" for path in sources(".ts", ".vue")
             if path.is_relative_to(ROOT / "pwa" / "src") and ".spec." not in path.name
             and path.relative_to(ROOT).as_posix() not in CHARACTERS_AS_DATA
             for line in COMMENT.sub("", path.read_text(encoding="utf-8")).splitlines() if CHINESE.search(line)]
    assert found == []
