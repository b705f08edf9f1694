"""The one style sheet of the public pages: the tokens of the app, then the rules of these pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TOKENS = HERE.parents[1] / "pwa" / "src" / "ui" / "tokens.css"
_DARK = re.compile(r'\[data-theme="dark"\]\s*\{([^}]*)\}')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def style_sheet() -> str:
    """Tokens, the dark theme by the system's setting (no script chooses here), rules."""
    tokens = _COMMENT.sub("", TOKENS.read_text(encoding="utf-8"))
    dark = _DARK.search(tokens)
    if dark is None:
        raise ValueError("tokens.css has no dark theme")
    light = tokens[:dark.start()]
    by_system = f"@media (prefers-color-scheme: dark) {{ :root {{{dark.group(1)}}} }}\n"
    return light + by_system + (HERE / "static" / "public.css").read_text(encoding="utf-8")
