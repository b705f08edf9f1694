"""A Chromium for the browser tests: the one named by CHROMIUM, one on PATH, or Debian's, installed when we are root."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.steps import Step, say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-wqy-microhei")  # without a Chinese font the pictures show boxes
FONTS = ("wqy*", "NotoSansCJK*", "NotoSerifCJK*", "SourceHanSans*")


def find() -> str | None:
    """The path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local" / "share" / "fonts")
    return any(True for folder in folders for name in FONTS for _ in folder.rglob(name))


@dataclass(frozen=True)
class Browser:
    """The task of having a browser and a Chinese font; says plainly what to do when it may not install them."""

    name: str = "browser"

    def do(self) -> bool:
        if find() and has_chinese_font():
            return True
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            say("浏览器测试需要 Chromium 和中文字体。 / The browser tests need Chromium and a Chinese font:\n"
                f"  sudo apt-get install -y --no-install-recommends {' '.join(PACKAGES)}\n"
                "  或用 CHROMIUM 指明其路径。 / or name its path in CHROMIUM.")
            return find() is not None
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *PACKAGES]
        return (Step("apt-get update", ["apt-get", "update", "-q"], quiet, attempts=3).do()
                and Step("apt-get install", install, quiet, attempts=3).do() and find() is not None)
