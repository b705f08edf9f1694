"""What a clerk works from: counts, what is wrong where and why in both languages, as JSON and as a workbook."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import asdict
from typing import Any

import xlsxwriter

from server.registry.ledger.checking import SEVERITIES, CheckedRow, Issue
from server.registry.ledger.columns import COLUMNS, HEADINGS
from server.registry.ledger.disarming import WORKBOOK_OPTIONS, disarmed
from server.registry.ledger.reading import Ignored, RawLedger
from server.registry.messages import words

MAX_LISTED = 2_000
Reading = dict[str, Any]


def reading_of(ledger: RawLedger, rows: list[CheckedRow]) -> Reading:
    """Everything that was understood, as it is kept until the import is written."""
    return {"sheet": ledger.sheet, "header_row": ledger.header_row, "notes": [list(note) for note in ledger.notes],
            "ignored": [asdict(one) for one in ledger.ignored], "rows": [asdict(row) for row in rows]}


def rows_of(reading: Reading) -> list[CheckedRow]:
    """The checked rows of a kept reading."""
    return [CheckedRow(one["number"], one["raw"], one["values"], [Issue(**issue) for issue in one["issues"]])
            for one in reading["rows"]]


def summary(reading: Reading) -> dict[str, Any]:
    """The report as the desk shows it: counts, problems by kind, ignored rows, every row that needs a person."""
    rows = rows_of(reading)
    states = Counter(row.status for row in rows)
    needing = [row for row in rows if row.status in ("wrong", "doubtful")]
    ignored = [Ignored(**one) for one in reading["ignored"]]
    return {
        "sheet": reading["sheet"], "header_row": reading["header_row"],
        "counts": {"rows": len(rows), "ignored": len(ignored),
                   **{state: states[state] for state in ("read", "normalised", "doubtful", "wrong")}},
        "codes": _codes(rows), "doubled": doubled(rows),
        "notes": [_worded("note", code, {"name": name}) for code, name in reading["notes"]],
        "ignored": [{"row": one.row, "text": one.text, **_worded("ignored", one.reason, {})} for one in ignored
                    if one.reason != "blank"],
        "rows": [_listed(row) for row in needing[:MAX_LISTED]], "more": len(needing) > MAX_LISTED,
        "clean": states["wrong"] == 0}


def _worded(section: str, code: str, facts: dict[str, Any]) -> dict[str, str]:
    chinese, english = words(section, code, facts)
    return {"code": code, "message": chinese, "message_en": english}


def _codes(rows: list[CheckedRow]) -> list[dict[str, Any]]:
    """How often each problem occurs, the worst first."""
    counted = Counter((issue.severity, issue.code) for row in rows for issue in row.issues)
    order = sorted(counted, key=lambda one: (SEVERITIES.index(one[0]), -counted[one], one[1]))
    return [{"severity": severity, "code": code, "count": counted[severity, code]} for severity, code in order]


def doubled(rows: list[CheckedRow]) -> list[dict[str, Any]]:
    """Serial numbers that stand in more than one row, with the rows."""
    places: dict[str, list[int]] = {}
    for row in rows:
        if row.values["serial_number"]:
            places.setdefault(row.values["serial_number"].upper(), []).append(row.number)
    return [{"serial_number": serial, "rows": found} for serial, found in places.items() if len(found) > 1]


def _listed(row: CheckedRow) -> dict[str, Any]:
    problems = [issue for issue in row.issues if issue.severity != "note"]
    return {"row": row.number, "status": row.status, "unit": row.values["unit"] or row.raw["unit"],
            "instrument": row.raw["instrument"], "serial_number": row.values["serial_number"],
            "issues": [{"column": issue.column, "heading": HEADINGS[issue.column], "severity": issue.severity,
                        **_worded("row", issue.code, issue.facts)} for issue in problems]}


def explained(row: CheckedRow) -> tuple[str, str]:
    """All that is to say about a row, each sentence once with the columns it concerns, worst first."""
    found: dict[tuple[int, str, str], list[str]] = {}
    for issue in row.issues:
        chinese, english = words("row", issue.code, issue.facts)
        found.setdefault((SEVERITIES.index(issue.severity), chinese, english), []).append(HEADINGS[issue.column])
    ordered = sorted(found.items(), key=lambda one: one[0][0])
    return ("；".join(f"{'、'.join(columns)}：{chinese}" for (_, chinese, _), columns in ordered),
            "; ".join(f"{', '.join(columns)}: {english}" for (_, _, english), columns in ordered))


def report_workbook(reading: Reading, filename: str) -> bytes:
    """Three sheets: the summary, the rows to correct with every column as written, all rows with what was done."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, WORKBOOK_OPTIONS)
    styles = {"head": book.add_format({"bold": True, "bg_color": "#E8EDF3", "text_wrap": True, "valign": "top"}),
              "wrong": book.add_format({"bg_color": "#F9D6D2"}), "doubtful": book.add_format({"bg_color": "#FCEBC8"}),
              "wrap": book.add_format({"text_wrap": True, "valign": "top"}), "plain": None}
    rows = rows_of(reading)
    _summary_sheet(book.add_worksheet(_both("summary")), styles, reading, filename)
    needing = [row for row in rows if row.status in ("wrong", "doubtful")]
    _rows_sheet(book.add_worksheet(_both("to_correct")), styles, needing)
    _rows_sheet(book.add_worksheet(_both("all_rows")), styles, rows)
    book.close()
    return target.getvalue()


def _both(key: str) -> str:
    return " ".join(words("report", key))


def _summary_sheet(sheet: Any, styles: dict[str, Any], reading: Reading, filename: str) -> None:
    found = summary(reading)
    lines: list[tuple[str, str]] = [(_both("title"), ""), (_both("file"), filename), (_both("sheet"), found["sheet"]),
                                    (_both("rows"), str(found["counts"]["rows"]))]
    lines += [(" ".join(words("status", state)), str(found["counts"][state]))
              for state in ("read", "normalised", "doubtful", "wrong")]
    lines += [(f"{_both('ignored')} · {one['row']}", f"{one['message']} {one['message_en']}: {one['text']}")
              for one in found["ignored"]]
    lines += [(_both("notes"), f"{one['message']} · {one['message_en']}") for one in found["notes"]]
    lines += [(f"{_both('code')} · {one['code']}", str(one["count"])) for one in found["codes"]]
    lines += [(f"{_both('doubled')} · {one['serial_number']}", "、".join(map(str, one["rows"])))
              for one in found["doubled"]]
    sheet.set_column(0, 1, 48)
    for place, (item, value) in enumerate(lines):
        sheet.write_string(place, 0, disarmed(item), styles["head"] if place == 0 else None)
        sheet.write_string(place, 1, disarmed(value))


def _rows_sheet(sheet: Any, styles: dict[str, Any], rows: list[CheckedRow]) -> None:
    headings = [_both("row"), _both("status"), words("report", "explanation")[0], words("report", "explanation_en")[1],
                *HEADINGS.values()]
    sheet.freeze_panes(1, 2)
    sheet.set_column(2, 3, 50)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, styles["head"])
    for line, row in enumerate(rows, start=1):
        said = explained(row)
        sheet.write_number(line, 0, row.number)
        sheet.write_string(line, 1, " ".join(words("status", row.status)), styles.get(row.status))
        for place, text in enumerate(said):
            sheet.write_string(line, 2 + place, disarmed(text), styles["wrap"])
        worst = {issue.column: issue.severity for issue in reversed(row.issues) if issue.severity != "note"}
        worst |= {issue.column: "error" for issue in row.issues if issue.severity == "error"}
        for place, key in enumerate(COLUMNS):
            style = {"error": "wrong", "warning": "doubtful"}.get(worst.get(key, ""), "plain")
            sheet.write_string(line, 4 + place, disarmed(row.raw[key]), styles[style])
