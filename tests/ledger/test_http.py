"""The ledger over HTTP: upload whole or not at all, report, commit, download; and the sheets we write are inert."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from flask import Flask

from server.kernel.transaction import read
from server.registry.ledger.disarming import disarmed
from server.registry.ledger.reading import read_ledger
from server.registry.ledger.sheet import MAX_FILE_BYTES, read_workbook
from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people
from tests.integration.registry.conftest import BAOTA, LUOCHUAN
from tests.ledger.conftest import checked, workbook_bytes

API = "/api/v1"
NASTY = ("=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "<script>alert(1)</script>", "{{7*7}}")


@pytest.fixture
def desk(app: Flask, clock: StandingClock) -> Client:
    with_people(app, clock, {"desk": [("supervisor", BAOTA)], "mate": [("supervisor", BAOTA)],
                             "admin": [("administrator", LUOCHUAN)]})
    return sign_in(app, "desk")


def upload(client: Client, raw: bytes, name: str = "台账.xlsx") -> Any:
    return client.post(f"{API}/ledger-imports", data={"file": (io.BytesIO(raw), name)},
                       content_type="multipart/form-data")


def formulas(raw: bytes) -> list[bytes]:
    """Every formula and hyperlink element in any sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return [found for name in archive.namelist() if name.startswith("xl/worksheets/")
                for found in re.findall(rb"<(?:f|hyperlink)[ >/]", archive.read(name))]


def test_read_report_commit_and_export(app: Flask, desk: Client) -> None:
    raw = workbook_bytes({}, {"serial_number": "", "unit": "坏店", "credit_code": ""},
                         {"serial_number": "A3", "division": "洛川县"})
    answer = upload(desk, raw)
    found = answer.get_json()
    assert answer.status_code == 201
    assert found["report"]["counts"] == {"rows": 3, "ignored": 0, "read": 0, "normalised": 1, "doubtful": 0,
                                         "wrong": 2}
    assert [(one["row"], [issue["code"] for issue in one["issues"]]) for one in found["report"]["rows"]] == [
        (4, ["credit_code_missing", "serial_missing"]), (5, ["division_forbidden"])]
    path = f"{API}/ledger-imports/{found['id']}"
    refused = desk.post(f"{path}/commit", json={})
    assert (refused.status_code, refused.get_json()["type"], refused.get_json()["rows"]) == (
        409, "/problems/rows_wrong", [4, 5])
    assert desk.get(f"{API}/instruments").get_json()["items"] == []
    done = desk.post(f"{path}/commit", json={"skip_bad": True})
    assert (done.status_code, done.get_json()["state"], done.get_json()["result"]["instruments"]) == (
        200, "committed", 1)
    assert desk.post(f"{path}/commit", json={"skip_bad": True}).status_code == 409
    assert desk.get(path).get_json()["state"] == "committed"
    assert upload(desk, raw).get_json()["same_file_committed_at"] is not None
    sheet = desk.get(f"{API}/ledger-export.xlsx")
    rows = checked(read_ledger(read_workbook(sheet.data)))
    assert [(row.values["serial_number"], row.values["unit"], row.status) for row in rows] == [
        ("A1", "样例店", "read")]


def test_the_report_is_a_workbook_that_can_be_corrected_and_sent_again(desk: Client) -> None:
    found = upload(desk, workbook_bytes(
        {}, {"serial_number": "", "note": NASTY[0], "unit": NASTY[1], "credit_code": ""})).get_json()
    report = desk.get(f"{API}/ledger-imports/{found['id']}/report.xlsx")
    assert report.headers["Content-Disposition"].startswith("attachment")
    assert formulas(report.data) == []
    book = read_workbook(report.data)
    assert [sheet.name for sheet in book.sheets] == ["汇总 Summary", "需处理 To correct", "逐行 All rows"]
    words = " ".join(str(cell) for row in book.sheets[1].rows for cell in row)
    assert "出厂编号：缺少出厂编号" in words
    assert "The serial number is missing" in words
    again = checked(read_ledger(book))
    assert [(row.values["note"], row.values["unit"]) for row in again] == [(NASTY[0], NASTY[1])]


def test_what_is_exported_runs_nothing(desk: Client, app: Flask) -> None:
    rows = [{"unit": text, "serial_number": f"S{n}", "credit_code": "", "address": text, "model": text}
            for n, text in enumerate(NASTY)]
    found = upload(desk, workbook_bytes(*rows)).get_json()
    assert desk.post(f"{API}/ledger-imports/{found['id']}/commit", json={"skip_bad": True}).status_code == 200
    raw = desk.get(f"{API}/ledger-export.xlsx").data
    assert formulas(raw) == []
    cells = [str(cell) for row in read_workbook(raw).sheets[0].rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'" + NASTY[0] in cells
    names = {row.values["unit"] for row in checked(read_ledger(read_workbook(raw)))}
    assert set(NASTY[:4]) <= names


def test_disarming_keeps_the_text() -> None:
    assert [disarmed(text) for text in ("=1", "+1", "-1", "@a", "\ta", "\ra", "甲", "", "1-2", "\x0b")] == [
        "'=1", "'+1", "'-1", "'@a", "'\ta", "'\ra", "甲", "", "1-2", "\ufffd"]


def test_an_import_and_an_export_stay_with_their_own(app: Flask, desk: Client) -> None:
    found = upload(desk, workbook_bytes({})).get_json()
    desk.post(f"{API}/ledger-imports/{found['id']}/commit", json={})
    mate, admin = sign_in(app, "mate"), sign_in(app, "admin")
    for client in (mate, admin):
        assert client.get(f"{API}/ledger-imports/{found['id']}").status_code == 404
        assert client.get(f"{API}/ledger-imports/{found['id']}/report.xlsx").status_code == 404
        assert client.post(f"{API}/ledger-imports/{found['id']}/commit", json={}).status_code == 404
    assert len(read_workbook(mate.get(f"{API}/ledger-export.xlsx").data).sheets[0].rows) == 2
    assert len(read_workbook(admin.get(f"{API}/ledger-export.xlsx").data).sheets[0].rows) == 1


def form(raw: bytes, boundary: bytes = b"xyz", name: bytes = b"file", tail: bytes = b"\r\n--xyz--\r\n") -> bytes:
    return (b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' + name + b'"; filename="a.xlsx"\r\n\r\n'
            + raw + tail)


def test_a_form_that_is_not_whole_is_refused(app: Flask, desk: Client) -> None:
    raw = workbook_bytes({})
    whole = form(raw)
    multipart = "multipart/form-data; boundary=xyz"
    cases = [(whole[:-9], multipart, 400), (whole[:200], multipart, 400), (form(raw, tail=b""), multipart, 400),
             (whole, "multipart/form-data; boundary=other", 400), (whole, "multipart/form-data", 400),
             (b"--xyz--", multipart, 400), (whole, "application/json", 415), (raw, "application/octet-stream", 415),
             (form(raw, name=b"other"), multipart, 422),
             (form(b"no workbook"), multipart, 422)]
    for body, kind, status in cases:
        answer = desk.post(f"{API}/ledger-imports", data=body, content_type=kind)
        assert answer.status_code == status, (body[:40], kind, answer.get_data(as_text=True))
        assert answer.content_type == "application/problem+json"
    doubled = form(raw, tail=b"\r\n") + whole
    assert desk.post(f"{API}/ledger-imports", data=doubled, content_type=multipart).status_code == 422
    assert desk.post(f"{API}/ledger-imports", data=whole, content_type=multipart).status_code == 201
    with app.app_context(), read() as session:
        from server.registry.models import LedgerImport

        assert session.query(LedgerImport).count() == 1


def test_a_form_that_is_too_large_is_refused_unread(desk: Client) -> None:
    answer = upload(desk, b"PK" + b"\0" * (MAX_FILE_BYTES + 30_000))
    assert answer.status_code == 413


def test_a_refused_workbook_says_why_in_both_languages(desk: Client) -> None:
    answer = upload(desk, bytes.fromhex("d0cf11e0a1b11ae1") * 9)
    found = answer.get_json()
    assert (answer.status_code, found["type"], found["reason"]) == (422, "/problems/workbook_rejected",
                                                                    "old_or_encrypted")
    assert "加密" in found["message"]
    assert "password" in found["message_en"]
    assert upload(desk, workbook_bytes({}), "台账.xlsm").get_json()["reason"] == "macros"
