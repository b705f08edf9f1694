"""The stored text that a search looks into: what was written, folded, and the pinyin initials of its Chinese."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

MAX_KEY = 2000


def folded(text: str) -> str:
    """Half-width, lower case, without spaces: how both the key and the question are written."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """张记水果 → zjsg; letters and digits stay. pypinyin is loaded by the first call: it is large."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))


def search_key(*texts: str | None) -> str:
    """Every text and its initials, apart by a bar that no folded question contains."""
    parts: list[str] = []
    for text in texts:
        plain = folded(text or "")
        if plain:
            parts.append(plain)
            short = initials(plain)
            if short != plain:
                parts.append(short)
    return "|".join(parts)[:MAX_KEY]
