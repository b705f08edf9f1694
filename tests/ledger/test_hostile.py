"""Workbooks made to hurt: each is refused with its reason, in bounded time, and this process lives on."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from server.registry.ledger import sheet as reader
from server.registry.ledger.reading import read_ledger
from server.registry.ledger.sheet import read_workbook
from server.registry.problems import WorkbookRejected
from tests.ledger.conftest import SAMPLE, repacked, workbook_bytes

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_sheet(xml: bytes, **more: bytes) -> bytes:
    """An ordinary workbook whose first sheet is this XML."""
    return repacked(workbook_bytes({}), lambda name, content: xml if name == SHEET else content, **more)


def rows_xml(rows: bytes, before: bytes = b"") -> bytes:
    return b'<?xml version="1.0"?>' + before + b"<worksheet " + NAMESPACE + b"><sheetData>" + rows + \
        b"</sheetData></worksheet>"


def with_merges(*ranges: str) -> bytes:
    """A ledger of a few hundred rows in which these ranges are merged."""
    merges = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return repacked(workbook_bytes(*[{"serial_number": f"A{n}"} for n in range(300)]), lambda name, content:
                    content.replace(b"</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>".encode())
                    if name == SHEET else content)


def renamed_parts(raw: bytes, number: int) -> bytes:
    return repacked(raw, lambda name, content: content, **{f"xl/media/{n}.txt": b"x" for n in range(number)})


def doubled_part() -> bytes:
    target = io.BytesIO(workbook_bytes({}))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr(SHEET, b"<x/>")
    return target.getvalue()


def overlapping() -> bytes:
    """Two entries of the directory that point at the same bytes."""
    raw = bytearray(workbook_bytes({}))
    first = raw.index(b"PK\x01\x02")
    second = raw.index(b"PK\x01\x02", first + 4)
    raw[second + 42:second + 46] = raw[first + 42:first + 46]
    return bytes(raw)


def encrypted_entry() -> bytes:
    raw = bytearray(workbook_bytes({}))
    place = raw.index(b"PK\x01\x02") + 8
    raw[place:place + 2] = struct.pack("<H", struct.unpack("<H", raw[place:place + 2])[0] | 1)
    return bytes(raw)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 50 + b'"><!ENTITY c "' + b"&b;" * 50 + b'">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
TYPES = "[Content_Types].xml"
CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "one cell at the far corner": (lambda: with_sheet(rows_xml(
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "too_many_rows"),
    "a cell far to the right": (lambda: with_sheet(rows_xml(b'<row r="1"><c r="XFD1"><v>1</v></c></row>')),
                                "too_many_columns"),
    "a cell that lies about its row": (lambda: with_sheet(rows_xml(b'<row r="1"><c r="A999999"><v>1</v></c></row>')),
                                       "too_many_rows"),
    "a million rows": (lambda: with_sheet(rows_xml(b"<row/>" * 1_000_000)), "ratio"),
    "thirty thousand rows": (lambda: with_sheet(rows_xml(b"".join(
        b'<row r="%d"><c><v>%d</v></c></row>' % (n, n * 7919 % 10**9) for n in range(1, 30_001)))), "too_many_rows"),
    "a bomb of one part": (lambda: with_sheet(rows_xml(b"<row r='1'><c r='A1' t='inlineStr'><is><t>" + b"a" * 60_000_000
                                                       + b"</t></is></c></row>")), "ratio"),
    "a bomb of many parts": (lambda: with_sheet(rows_xml(b""), **{
        f"xl/media/{n}.xml": b"<x>" + b"a" * 900_000 + b"</x>" for n in range(120)}), "too_big_inside"),
    "one merge as wide as a sheet can be": (lambda: with_merges("A2:XFD151"), "too_many_merges"),
    "fifty thousand merges": (lambda: with_merges(*(f"A{n}:B{n}" for n in range(1, 50_002))), "too_many_merges"),
    "a very long cell": (lambda: with_sheet(rows_xml(b"<row r='1'><c r='A1' t='inlineStr'><is><t>" + b"a" * 4_001
                                                     + b"</t></is></c></row>")), "cell_too_long"),
    "billion laughs": (lambda: with_sheet(rows_xml(b"<row r='1'><c r='A1'><v>&c;</v></c></row>", LAUGHS)), "dtd"),
    "an entity from a file": (lambda: with_sheet(rows_xml(b"<row r='1'><c r='A1'><v>&e;</v></c></row>", OUTSIDE)),
                              "dtd"),
    "a document type in a relation": (lambda: repacked(workbook_bytes({}), lambda name, content: OUTSIDE + b"<x/>"
                                                       if name.endswith("workbook.xml.rels") else content), "dtd"),
    "broken XML": (lambda: with_sheet(b"<worksheet><sheetData>"), "xml"),
    "macros": (lambda: repacked(workbook_bytes({}), lambda name, content: content,
                                **{"xl/vbaProject.bin": b"x"}), "macros"),
    "macros by content type": (lambda: repacked(workbook_bytes({}), lambda name, content: content.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml") if name == TYPES else content), "macros"),
    "encrypted or old": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 5_000, "old_or_encrypted"),
    "an encrypted entry": (encrypted_entry, "old_or_encrypted"),
    "a thousand parts": (lambda: renamed_parts(workbook_bytes({}), 1_000), "too_many_parts"),
    "one name twice": (doubled_part, "overlap"),
    "overlapping parts": (overlapping, "overlap"),
    "text called a workbook": (lambda: "单位名称,出厂编号".encode(), "not_xlsx"),
    "nothing": (lambda: b"", "not_xlsx"),
    "a zip that is no workbook": (lambda: repacked(workbook_bytes({}), lambda name, content: content
                                                   if name.endswith(".rels") else None), "not_xlsx"),
    "cut in the middle": (lambda: SAMPLE.read_bytes()[:70_000], "unreadable"),
    "a flipped byte": (lambda: bytes(byte ^ 255 if 60_000 < place < 60_020 else byte
                                     for place, byte in enumerate(SAMPLE.read_bytes())), "unreadable"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_workbook_is_refused_with_its_reason(case: str) -> None:
    build, reason = CASES[case]
    raw = build()
    started = time.monotonic()
    with pytest.raises(WorkbookRejected) as refused:
        read_workbook(raw)
    assert refused.value.facts["reason"] == reason
    assert refused.value.facts["message"]
    assert refused.value.facts["message_en"]
    assert time.monotonic() - started < reader.WALL_SECONDS


def test_a_merge_is_followed_no_further_than_the_header() -> None:
    """Its reference is a few bytes long; what is kept for it is bounded by the columns that are read."""
    workbook = read_workbook(with_merges("A3:XFD32"))
    tracemalloc.start()
    try:
        assert len(read_ledger(workbook).rows) == 300
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("name", "reason"), [("a.xlsm", "macros"), ("a.xls", "not_xlsx"), ("a.csv", "not_xlsx"),
                                              ("", "not_xlsx")])
def test_only_the_one_kind_of_file_is_read(name: str, reason: str) -> None:
    with pytest.raises(WorkbookRejected) as refused:
        read_workbook(workbook_bytes({}), name)
    assert refused.value.facts["reason"] == reason


def test_a_large_file_is_refused_unread() -> None:
    with pytest.raises(WorkbookRejected) as refused:
        read_workbook(b"PK" + b"\0" * reader.MAX_FILE_BYTES)
    assert refused.value.facts["reason"] == "too_large"


def test_a_child_that_dies_is_an_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """What the checks miss, the limits of the process catch: memory, time, a crash."""
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    for body in ("import os; os.abort()", "x = b'a' * (1 << 40)", "print('not json')"):
        child = tmp_path / "child.py"
        child.write_text(body)
        monkeypatch.setattr(reader, "CHILD", child)
        with pytest.raises(WorkbookRejected) as refused:
            read_workbook(workbook_bytes({}))
        assert refused.value.facts["reason"] in ("resources", "unreadable")


def test_noise_in_any_place_is_refused_or_read(sample_workbook: object) -> None:
    """Random bytes over a real file never raise anything but the one problem."""
    whole = workbook_bytes({})
    for seed in range(25):
        chance = random.Random(seed)
        raw = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            assert read_workbook(bytes(raw)).sheets is not None
        except WorkbookRejected as refused:
            assert refused.facts["reason"]  # noqa: PT017
