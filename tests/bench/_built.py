"""How many bytes of script the built phone app is, read from what the worker precaches and what the page asks for."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

DIST = Path(__file__).parents[2] / "pwa" / "dist"
SCANNER = re.compile(r"/(scanner|zxing)[^/]*\Z")


@dataclass(frozen=True)
class Scripts:
    """Sizes in bytes as gzip sends them, by address."""

    first: dict[str, int]  # what the page names: entry and modules preloaded
    all: dict[str, int]  # every script precached for /app/, apart from the scanner
    scanner: dict[str, int]  # decoder and its binary, fetched in the background like the rest
    data: list[str]  # words and rulebooks: precached, no script


def scripts() -> Scripts:
    page, worker = (DIST / "app" / "index.html").read_text(), (DIST / "app" / "sw.js").read_text()
    precached = re.findall(r"url:\s*[`\"']([^`\"']+\.(?:js|wasm))[`\"']", worker)
    sizes = {address: sent(address) for address in precached}
    first = re.findall(r'(?:src|href)="(/assets/[^"]+\.js)"', page)
    return Scripts({address: sizes[address] for address in first},
                   {address: size for address, size in sizes.items() if not SCANNER.search(address)},
                   {address: size for address, size in sizes.items() if SCANNER.search(address)},
                   re.findall(r"/assets/[^`\"']+\.json", worker))


def sent(address: str) -> int:
    return len(gzip.compress((DIST / address.strip("/")).read_bytes(), 9, mtime=0))
