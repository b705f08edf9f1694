"""Runs in a child process of its own: opens a hostile workbook under limits and prints its sheets as one JSON line.

Started by path, so it imports nothing of ours. What it cannot accept it names: {"refused": reason, "facts": {…}}.
Every limit is checked before calamine sees the file; the process limits are there for what those checks miss
(studies: a 5 KB file can make a reader ask for 512 GiB).
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn
from xml.parsers import expat

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
MAX_PARTS = 500
MAX_UNPACKED = 100_000_000
MAX_RATIO = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 1_000_000
MAX_CHARACTERS = 4_000
MAX_MERGES = 50_000
MAX_MERGED_CELLS = 500_000
MAX_SHEETS = 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z", re.IGNORECASE)
CELL = re.compile(r"([A-Z]{1,7})([0-9]{1,9})\Z")


class Refused(Exception):
    """The workbook is not read, for the reason named."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


class SheetScan:
    """What a streaming look at one sheet's XML finds, and refuses, before anything is allocated for it."""

    def __init__(self) -> None:
        self.cells, self.row, self.column = 0, 0, 0
        self.hidden_rows: list[int] = []
        self.unvalued: list[tuple[int, int]] = []
        self._formula = self._value = self._text = self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self._start_row(attributes)
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "is"):
            self._value = self._value or self._text  # an empty text is a value, an empty number is none
            self._inside = True

    def characters(self, text: str) -> None:
        self._value = self._value or (self._inside and bool(text.strip()))

    def _start_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        self.row = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else self.row + 1
        self.column = 0
        if self.row > MAX_ROWS:
            raise Refused("too_many_rows", limit=MAX_ROWS)
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.append(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise Refused("too_many_cells")
        match = CELL.match(attributes.get("r", ""))
        self.column = column_number(match[1]) if match else self.column + 1
        if match and int(match[2]) > MAX_ROWS:
            raise Refused("too_many_rows", limit=MAX_ROWS)
        if self.column > MAX_COLUMNS:
            raise Refused("too_many_columns", limit=MAX_COLUMNS)
        self._formula = self._value = self._inside = False
        self._text = attributes.get("t") == "str"

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("v", "is"):
            self._inside = False
        elif tag == "c" and self._formula and not self._value:
            self.unvalued.append((self.row, self.column))


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def refuse_definitions(*_: Any) -> NoReturn:
    raise Refused("dtd")


def scan(xml: bytes, watcher: SheetScan | None = None) -> None:
    """Stream over one part; a document type, and with it every entity trick, ends the reading."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_definitions
    parser.EntityDeclHandler = refuse_definitions
    parser.ExternalEntityRefHandler = refuse_definitions
    if watcher:
        parser.StartElementHandler, parser.EndElementHandler = watcher.start, watcher.end
        parser.CharacterDataHandler = watcher.characters
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Refused("xml") from error


def check_zip(raw: bytes) -> zipfile.ZipFile:
    """The container: few parts, sound, not too large unpacked, no macros."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("unreadable") from error
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise Refused("too_many_parts")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("too_big_inside")
    for part in parts:
        if part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise Refused("ratio")
        if part.flag_bits & 1:
            raise Refused("old_or_encrypted")
    _check_layout(parts)
    _check_names({part.filename.lower() for part in parts}, archive)
    return archive


def _check_layout(parts: list[zipfile.ZipInfo]) -> None:
    """No part lies over another and no name comes twice."""
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise Refused("overlap")
    end = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < end:
            raise Refused("overlap")
        end = part.header_offset + 30 + part.compress_size


def _check_names(names: set[str], archive: zipfile.ZipFile) -> None:
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        raise Refused("macros")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused("not_xlsx")
    if b"macroenabled" in unpacked(archive, "[Content_Types].xml").lower():
        raise Refused("macros")


def unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part, never more than it declared."""
    try:
        with archive.open(name) as file:
            found = file.read(MAX_UNPACKED + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, RuntimeError, ValueError) as error:
        raise Refused("unreadable") from error
    if len(found) > MAX_UNPACKED:
        raise Refused("too_big_inside")
    return found


def scans(archive: zipfile.ZipFile) -> dict[str, SheetScan]:
    """Every XML part is streamed once; what is found in each sheet's part, by the part's lower-case name."""
    found: dict[str, SheetScan] = {}
    for part in archive.infolist():
        name = part.filename.lower()
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        watcher = SheetScan() if SHEET.match(name) else None
        scan(unpacked(archive, part.filename), watcher)
        if watcher:
            found[name] = watcher
    return found


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """From the name of each sheet to the lower-case name of its part."""
    relations: dict[str, str] = {}
    named: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "").lstrip("/")
            relations[attributes.get("Id", "")] = (target if target.startswith("xl/") else "xl/" + target).lower()

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            named[attributes.get("name", "")] = relations.get(link, "")

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part in archive.namelist():
            parser = expat.ParserCreate()
            parser.StartElementHandler = handler
            parser.Parse(unpacked(archive, part), True)
    return named


def plain(value: Any) -> Any:
    """A cell as JSON: text, number, truth, or a tagged date."""
    if isinstance(value, str):
        if len(value) > MAX_CHARACTERS:
            raise Refused("cell_too_long", limit=MAX_CHARACTERS)
        return value
    if isinstance(value, datetime):
        return {"date": value.date().isoformat(), "time": value.time().isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return value


def read(raw: bytes) -> dict[str, Any]:
    """All visible sheets of an acceptable workbook."""
    if raw.startswith(OLE):
        raise Refused("old_or_encrypted")
    if not raw.startswith(b"PK"):
        raise Refused("not_xlsx")
    archive = check_zip(raw)
    looked = scans(archive)
    date_1904 = re.search(rb"date1904\s*=\s*[\"'](1|true)", unpacked(archive, "xl/workbook.xml")) is not None
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet][:MAX_SHEETS]
        found = [_sheet(book, one.name, one.visible == SheetVisibleEnum.Visible) for one in sheets]
    except CalamineError as error:
        raise Refused("unreadable") from error
    check_merges(found)
    parts = sheet_parts(archive)
    for sheet in found:
        scanned = looked.get(parts.get(sheet["name"], ""), SheetScan())
        sheet["hidden_rows"], sheet["unvalued"] = scanned.hidden_rows, scanned.unvalued
    return {"sheets": found, "date_1904": date_1904}


def check_merges(sheets: list[dict[str, Any]]) -> None:
    """Few merges of moderate area in all: one short reference can span a whole sheet."""
    merges = [one for sheet in sheets for one in sheet["merged"]]
    area = sum(max(bottom - top + 1, 0) * max(right - left + 1, 0) for (top, left), (bottom, right) in merges)
    if len(merges) > MAX_MERGES or area > MAX_MERGED_CELLS:
        raise Refused("too_many_merges")


def _sheet(book: Any, name: str, visible: bool) -> dict[str, Any]:
    if not visible:
        return {"name": name, "visible": False, "rows": [], "merged": []}
    sheet = book.get_sheet_by_name(name)
    if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
        raise Refused("too_many_rows" if sheet.height > MAX_ROWS else "too_many_columns",
                      limit=MAX_ROWS if sheet.height > MAX_ROWS else MAX_COLUMNS)
    rows = [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return {"name": name, "visible": True, "rows": rows, "merged": [list(map(list, one)) for one in
                                                                    sheet.merged_cell_ranges or []]}


def limit_this_process() -> None:
    """Memory, time, no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limit_this_process()
    try:
        answer = read(sys.stdin.buffer.read())
    except Refused as refused:
        answer = {"refused": refused.reason, "facts": refused.facts}
    except MemoryError:
        answer = {"refused": "resources", "facts": {}}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


if __name__ == "__main__":
    main()
