"""Each row of a ledger checked: its values as they would be kept, and what was changed, is doubtful or is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.registry.credit_codes import cleaned, is_doubtful
from server.registry.ledger import normalise
from server.registry.ledger.columns import COLUMNS, LIMITS, PURPOSES, RESULTS, VENUE_KINDS
from server.registry.ledger.normalise import Unreadable
from server.registry.ledger.reading import RawLedger, RawRow

SEVERITIES = ("error", "warning", "note")
STATUSES = {"error": "wrong", "warning": "doubtful", "note": "normalised"}
_HALF_WIDTH = ("credit_code", "contact_phone", "model", "measuring_range", "serial_number", "certificate_number")
_DATES = ("verified_on", "valid_until")
_BESIDE = ("number", "note")  # nothing of these is kept, so what is wrong in them stops no row


@dataclass(frozen=True)
class Issue:
    """One thing about one cell: an error, a warning, or a note of what was normalised."""

    column: str
    severity: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class CheckedRow:
    """A row as written, as understood, and everything there is to say about it."""

    number: int
    raw: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    @property
    def status(self) -> str:
        """The worst there is to say: wrong, doubtful, normalised, or simply read."""
        found = {issue.severity for issue in self.issues}
        return next((STATUSES[severity] for severity in SEVERITIES if severity in found), "read")

    def is_wrong(self, column: str) -> bool:
        """Whether an error of this cell was said already."""
        return any(issue.column == column and issue.severity == "error" for issue in self.issues)

    def say(self, column: str, severity: str, code: str, **facts: Any) -> None:
        self.issues.append(Issue(column, severity, code, facts))


@dataclass(frozen=True)
class Context:
    """What rows are checked against: the divisions by code, those one may import into, today, the sheet's epoch."""

    divisions: Mapping[str, str]
    allowed: frozenset[str]
    today: date
    epoch: date


def check_rows(ledger: RawLedger, context: Context) -> list[CheckedRow]:
    """Every row by itself. `crosscheck` compares them afterwards."""
    return [check_row(raw, context) for raw in ledger.rows]


def check_row(raw: RawRow, context: Context) -> CheckedRow:
    """One row by itself."""
    row = CheckedRow(raw.number, {key: shown(raw.cells.get(key)) for key in COLUMNS})
    if raw.hidden:
        row.say("number", "warning", "hidden_row")
    for column in COLUMNS:
        _take(row, raw, column, context)
    for column in sorted(raw.carried):
        row.say(column, "note", "carried_down")
    _unit(row, context)
    _instrument(row)
    _certificate(row, context)
    return row


def shown(cell: Any) -> str:
    """A cell as a clerk sees it."""
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return str(cell["date"])
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    return str(cell)


def _take(row: CheckedRow, raw: RawRow, column: str, context: Context) -> None:
    """The cell of one column as text or date, or an error that names it."""
    cell = raw.cells.get(column)
    row.values[column] = None if column in _DATES else ""
    failure = "warning" if column in _BESIDE else "error"
    if column in raw.unvalued:
        row.say(column, failure, "formula_without_value")
        return
    try:
        if column in _DATES:
            value: Any
            value, notes = normalise.as_date(cell, context.epoch)
        else:
            value, notes = normalise.as_text(cell)
    except Unreadable as unreadable:
        row.say(column, failure, unreadable.code, value=unreadable.value)
        return
    if isinstance(value, str):
        value, more = _narrowed(column, value)
        notes += more
        if len(value) > LIMITS[column]:
            row.say(column, failure, "text_too_long", limit=LIMITS[column])
            return
    row.values[column] = value.isoformat() if isinstance(value, date) else value
    for code in notes if column != "number" else ():
        row.say(column, "note", code, value=row.values[column])


def _narrowed(column: str, value: str) -> tuple[str, list[str]]:
    if column not in _HALF_WIDTH:
        return value, []
    plain = normalise.half_width(value)
    return plain, ["half_width"] if plain != value else []


def _unit(row: CheckedRow, context: Context) -> None:
    values = row.values
    if not values["unit"] and not row.is_wrong("unit"):
        row.say("unit", "error", "name_missing")
    _division(row, context)
    kind = VENUE_KINDS.get(values["venue_kind"])
    if kind is None:
        row.say("venue_kind", "warning", "venue_kind_unknown", value=values["venue_kind"])
    values["venue_kind"] = kind or "other"
    code = cleaned(values["credit_code"])
    if code is not None and code != values["credit_code"]:
        row.say("credit_code", "note", "letter_case")
    values["credit_code"] = code
    if is_doubtful(code, None):
        missing = code is None
        row.say("credit_code", "warning", "credit_code_missing" if missing else "credit_code_doubtful", value=code)
    if values["contact_phone"] and not normalise.is_telephone(values["contact_phone"]):
        row.say("contact_phone", "warning", "phone_doubtful", value=values["contact_phone"])


def _division(row: CheckedRow, context: Context) -> None:
    text = row.values["division"]
    code = division_code(text, context.divisions)
    row.values["division"] = code
    if not text:
        if not row.is_wrong("division"):
            row.say("division", "error", "division_missing")
    elif code is None:
        told = (name for name in context.divisions.values() if name in row.values["unit"] + row.values["address"])
        row.say("division", "error", "division_unknown", value=text, suggestion=next(told, "—"))
    elif code not in context.allowed:
        row.say("division", "error", "division_forbidden", value=context.divisions[code])
    elif context.divisions[code] != text:
        row.say("division", "note", "division_name", value=context.divisions[code])


def division_code(text: str, divisions: Mapping[str, str]) -> str | None:
    """The code of a division by its name, its name without 区县市, with the city before it, or by the code itself."""
    plain = normalise.half_width(text).replace(" ", "")
    if plain in divisions:
        return plain
    names = {name: code for code, name in divisions.items()}
    if plain in names:
        return names[plain]
    for name, code in names.items():
        if plain.endswith(name) and plain.removesuffix(name) in {*names, "陕西省", "陕西省延安市"}:
            return code
        if len(name) > 2 and plain == name[:-1]:
            return code
    return None


def _instrument(row: CheckedRow) -> None:
    values = row.values
    name = values["instrument"]
    kind = normalise.kind_of(name)
    if not name:
        if not row.is_wrong("instrument"):
            row.say("instrument", "error", "instrument_name_missing")
    elif normalise.is_doubtful_name(name):
        row.say("instrument", "error", "instrument_name_doubtful", value=name)
    elif kind is None:
        row.say("instrument", "warning", "kind_unknown", value=name)
    values["kind"] = kind or "other"
    if not values["serial_number"] and not row.is_wrong("serial_number"):
        row.say("serial_number", "error", "serial_missing")
    written = values["accuracy_class"]
    values["accuracy_class"] = normalise.accuracy_class(written, values["kind"])
    if values["accuracy_class"] != written:
        row.say("accuracy_class", "note", "class_notation", value=values["accuracy_class"])
    values["parameters"] = normalise.capacities(values["measuring_range"], values["kind"])
    purpose = PURPOSES.get(values["purpose"])
    if purpose is None:
        row.say("purpose", "warning", "purpose_unknown", value=values["purpose"])
    values["purpose"] = purpose or "other"


def _certificate(row: CheckedRow, context: Context) -> None:
    """Result, order of the dates, and whether there is a whole certificate to record."""
    values = row.values
    written = values["result"]
    result = RESULTS.get("".join(written.split()))
    if written and result is None:
        row.say("result", "error", "result_unknown", value=written)
    elif result == "conforming" and written != "合格":
        row.say("result", "note", "result_notation", value="合格")
    values["result"] = result
    on, until = values["verified_on"], values["valid_until"]
    if on and until and until < on:
        row.say("valid_until", "error", "dates_reversed", value=until)
    if on and on > context.today.isoformat():
        row.say("verified_on", "warning", "verified_in_future", value=on)
    needed = {"certificate_number": values["certificate_number"], "verified_on": on, "result": result}
    values["certified"] = all(needed.values())
    anything = any(needed.values()) or until
    if anything and not values["certified"] and row.status != "wrong":
        missing = next(name for name, value in needed.items() if not value)
        row.say(missing, "warning", "certificate_incomplete", value=COLUMNS[missing][0])


def crosscheck(rows: Iterable[CheckedRow]) -> None:
    """What only several rows together show: doubled serial numbers, codes that differ within a unit or join two."""
    given = list(rows)
    _serial_numbers(given)
    _credit_codes(given)


def _serial_numbers(rows: list[CheckedRow]) -> None:
    by_serial: dict[str, list[CheckedRow]] = {}
    for row in rows:
        if row.values["serial_number"]:
            by_serial.setdefault(row.values["serial_number"].upper(), []).append(row)
    for same in by_serial.values():
        for row in same if len(same) > 1 else ():
            twins = [one.number for one in same if one is not row and _identity(one) == _identity(row)]
            others = [one.number for one in same if one is not row and _identity(one) != _identity(row)]
            serial = row.values["serial_number"]
            if twins:
                row.say("serial_number", "error", "serial_doubled", value=serial, rows=_listed(twins))
            if others:
                row.say("serial_number", "warning", "serial_shared", value=serial, rows=_listed(others))


def _listed(numbers: list[int]) -> str:
    return "、".join(str(number) for number in numbers[:10])


def _identity(row: CheckedRow) -> tuple[str, str]:
    return row.values["manufacturer"], row.values["model"]


def _credit_codes(rows: list[CheckedRow]) -> None:
    units: dict[tuple[str, str | None], list[CheckedRow]] = {}
    for row in rows:
        units.setdefault((row.values["unit"], row.values["division"]), []).append(row)
    holders: dict[str, set[str]] = {}
    for (unit, _), same in units.items():
        code = _code_of_unit(same)
        if code is None:
            continue
        holders.setdefault(code, set()).add(unit)
        for row in same:
            own = row.values["credit_code"]
            if own != code:
                if own is not None:
                    row.say("credit_code", "warning", "credit_code_differs", value=own, expected=code)
                row.values["credit_code"] = code
    for row in rows:
        others = sorted(holders.get(row.values["credit_code"] or "", set()) - {row.values["unit"]})
        if others:
            row.say("credit_code", "warning", "credit_code_shared", value=row.values["credit_code"],
                    others="、".join(others[:3]))


def _code_of_unit(rows: list[CheckedRow]) -> str | None:
    """The sound code most rows of a unit give; without a sound one, the most frequent."""
    counts: dict[str, int] = {}
    for row in rows:
        code = row.values["credit_code"]
        if code:
            counts[code] = counts.get(code, 0) + 1
    if not counts:
        return None
    return max(counts, key=lambda code: (not is_doubtful(code, None), counts[code], code))
