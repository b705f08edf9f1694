"""The habits of the house that a machine can see: names, first lines, settings listed, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

from tools.sizes import sources
from tools.steps import ROOT

DRAWERS_WITHOUT_A_LABEL = {"util", "utils", "helper", "helpers", "common", "manager", "service", "services", "misc"}
PROMISES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
ONE_MACHINE = re.compile(r"/(work|root|farm|home/[a-z]+)/[A-Za-z.]")
SETTING = re.compile(r"HENGJIAN_[A-Z][A-Z_]*[A-Z]")


def written_here() -> list[Path]:
    """Every text file under version control or about to be."""
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
                           check=True).stdout.splitlines()
    texts = {".py", ".ts", ".vue", ".md", ".toml", ".txt", ".json", ".html", ".css", ".sh", ""}
    return [ROOT / name for name in names if Path(name).suffix in texts and (ROOT / name).is_file()
            and not name.endswith("package-lock.json")]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_a_drawer_without_a_label() -> None:
    named = {relative(path): path.stem.lower() for path in sources(".py", ".ts", ".vue")}
    assert [name for name, stem in named.items() if stem in DRAWERS_WITHOUT_A_LABEL] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [relative(path) for path in sources(".py") if (text := path.read_text(encoding="utf-8")).strip()
              and not ast.get_docstring(ast.parse(text))]
    assert silent == []


def test_every_room_says_what_it_promises() -> None:
    rooms = [path for path in (ROOT / "server").iterdir() if path.is_dir() and any(path.glob("*.py"))]
    assert rooms
    assert [relative(room) for room in rooms if not (room / "__init__.py").is_file()
            or not ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))] == []


def test_nothing_is_left_for_later() -> None:
    here = Path(__file__)
    found = [f"{relative(path)}:{number} {line.strip()}" for path in sources(".py", ".ts", ".vue") if path != here
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if PROMISES.search(line)]
    assert found == []


def test_nothing_in_the_tree_belongs_to_one_machine() -> None:
    here = Path(__file__)
    found = [f"{relative(path)}:{number}" for path in written_here() if path != here
             for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
             if ONE_MACHINE.search(line)]
    assert found == []


def test_the_example_lists_every_setting_and_no_other() -> None:
    read = {name for path in sources(".py") if relative(path).startswith("server/")
            for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    listed = set(SETTING.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
    assert read == listed


def test_links_between_documents_lead_somewhere() -> None:
    links = [(path, target) for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
             for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))]
    assert links
    assert [f"{relative(path)} -> {target}" for path, target in links
            if "://" not in target and not (path.parent / target).exists()] == []
