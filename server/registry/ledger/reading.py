"""From a sheet to the rows of a ledger: the header among title rows, merges filled down, tails told from data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from server.registry.ledger.columns import CARRIED, COLUMNS, HEADINGS, REQUIRED
from server.registry.ledger.sheet import Cell, Sheet, Workbook, rejected

HEADER_WITHIN = 40
_TAIL = {"total": re.compile(r"(合计|总计|小计|共计)"),
         "signature": re.compile(r"(制表|填表|审核|填报|负责人签|单位盖章|说明|注)\S{0,4}[：:]?")}
_SYNONYMS = {name: key for key, names in COLUMNS.items() for name in names}


@dataclass(frozen=True)
class RawRow:
    """One row of data as written, with the number Excel shows beside it."""

    number: int
    cells: dict[str, Cell]
    carried: frozenset[str] = frozenset()
    unvalued: frozenset[str] = frozenset()
    hidden: bool = False


@dataclass(frozen=True)
class Ignored:
    """A row that is no data, and why."""

    row: int
    reason: str
    text: str


@dataclass
class RawLedger:
    """What was found in the sheet that holds the ledger."""

    sheet: str
    header_row: int
    epoch: date
    rows: list[RawRow] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def read_ledger(workbook: Workbook) -> RawLedger:
    """The ledger in the first visible sheet that has its header; the other sheets are named in the notes."""
    found: RawLedger | None = None
    notes: list[tuple[str, str]] = []
    for sheet in workbook.sheets:
        if not sheet.visible:
            notes.append(("hidden_sheet", sheet.name))
        elif found is None and (header := _header(sheet)) is not None:
            found = _read(sheet, header, workbook.epoch)
        else:
            notes.append(("other_sheet", sheet.name))
    if found is None:
        raise rejected("no_header", columns="、".join(HEADINGS[key] for key in REQUIRED))
    found.notes += notes
    return found


def column_key(cell: Cell) -> str | None:
    """The column a heading names, whatever spaces or line breaks are in it."""
    if not isinstance(cell, str):
        return None
    return _SYNONYMS.get(re.sub(r"[\s*＊]|[（(].*[)）]", "", cell))


def _header(sheet: Sheet) -> int | None:
    """The index of the row that names the most columns, the required ones among them."""
    best: tuple[int, int] | None = None
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        keys = {key for cell in row if (key := column_key(cell))}
        if keys.issuperset(REQUIRED) and (best is None or len(keys) > best[1]):
            best = (index, len(keys))
    return best[0] if best else None


def _read(sheet: Sheet, header: int, epoch: date) -> RawLedger:
    places = _places(sheet.rows[header])
    ledger = RawLedger(sheet.name, header + 1, epoch)
    ledger.notes += [("missing_column", HEADINGS[key]) for key in COLUMNS if key not in places and key != "number"]
    ledger.notes += [("unknown_column", cell) for cell in sheet.rows[header]
                     if isinstance(cell, str) and cell.strip() and column_key(cell) is None]
    filled = _filled(sheet, len(sheet.rows[header]))
    before: dict[str, Cell] = {}
    for index in range(header + 1, len(sheet.rows)):
        reason = _no_data(sheet.rows[index], places)
        if reason:
            text = " ".join(str(cell) for cell in sheet.rows[index] if cell not in ("", None))
            ledger.ignored.append(Ignored(index + 1, reason, text[:200]))
            continue
        row = _row(sheet, index, places, filled, before)
        ledger.rows.append(row)
        before = row.cells
    while ledger.ignored and ledger.ignored[-1].reason == "blank":
        ledger.ignored.pop()
    return ledger


def _places(header: list[Cell]) -> dict[str, int]:
    """From column to its place; a column named twice is refused, since nobody can know which is meant."""
    places: dict[str, int] = {}
    twice: list[str] = []
    for place, cell in enumerate(header):
        key = column_key(cell)
        if key in places:
            twice.append(HEADINGS[key])
        elif key:
            places[key] = place
    if twice:
        raise rejected("doubled_column", columns="、".join(twice))
    return places


def _filled(sheet: Sheet, width: int) -> dict[tuple[int, int], tuple[int, int]]:
    """For each covered cell of a merge under the header's width, the cell that holds its value."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in sheet.merged:
        for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                if (row, column) != (top, left):
                    found[(row, column)] = (top, left)
    return found


def _no_data(row: list[Cell], places: dict[str, int]) -> str | None:
    """Why a row is no data, or None. A row that names an instrument is always data."""
    cells = [cell for cell in row if not _is_blank(cell)]
    if not cells:
        return "blank"
    if not _is_blank(_at(row, places["instrument"])) or not _is_blank(_at(row, places["serial_number"])):
        return "header" if column_key(_at(row, places["instrument"])) == "instrument" else None
    first = str(cells[0]).strip()
    return next((reason for reason, pattern in _TAIL.items() if pattern.match(first)), None)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _at(row: list[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else ""


def _row(sheet: Sheet, index: int, places: dict[str, int], filled: dict[tuple[int, int], tuple[int, int]],
         before: dict[str, Cell]) -> RawRow:
    """The cells of one row; a unit's cells that are merged or left blank under it come from above."""
    row = sheet.rows[index]
    cells = {key: _at(row, place) for key, place in places.items()}
    carried = set()
    for key, place in places.items():
        source = filled.get((index, place))
        if source and _is_blank(cells[key]):
            cells[key] = _at(sheet.rows[source[0]], source[1])
            carried.add(key)
    same_unit = _is_blank(cells["unit"]) or _text(cells["unit"]) == _text(before.get("unit"))
    if before and same_unit:
        for key in CARRIED:
            if key in cells and _is_blank(cells[key]) and not _is_blank(before.get(key)):
                cells[key] = before[key]
                carried.add(key)
    unvalued = frozenset(key for key, place in places.items() if (index + 1, place + 1) in sheet.unvalued)
    return RawRow(index + 1, cells, frozenset(carried), unvalued, (index + 1) in sheet.hidden_rows)


def _text(cell: Cell) -> str:
    return re.sub(r"\s", "", str(cell)) if cell is not None else ""
