"""Thumbnails: upright, small, without metadata; and photos that want to break the decoder."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from server.evidence import thumbnails
from server.evidence.storage import Storage
from server.evidence.stores import LocalStore
from tests.integration.evidence.conftest import picture, sha256


def thumbnail(folder: Path, data: bytes) -> Image.Image | None:
    """The thumbnail the child process makes, or None."""
    store, whole = Storage(folder), LocalStore(folder / "blobs")
    path = whole.path(sha256(data))
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    if not thumbnails.make(store, whole, sha256(data)):
        assert not list(store.thumbnail(sha256(data)).parent.iterdir())
        return None
    return Image.open(store.thumbnail(sha256(data)))


def test_a_photo_becomes_small(tmp_path: Path) -> None:
    made = thumbnail(tmp_path, picture(1600, 1200))
    assert made is not None and (made.format, made.size, made.mode) == ("JPEG", (320, 240), "RGB")


def test_it_stands_upright_and_says_nothing_about_where(tmp_path: Path) -> None:
    told = Image.Exif()
    told[274] = 6  # turned by 90 degrees
    told.get_ifd(0x8825)[1] = "N"
    told[271] = "SecretMaker"
    made = thumbnail(tmp_path, picture(1600, 1200, exif=told))
    assert made is not None and made.size == (240, 320)
    assert len(made.getexif()) == 0 and "exif" not in made.info


@pytest.mark.parametrize(("kind", "mode"), [
    ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "1"), ("PNG", "I;16"), ("WEBP", "RGB"),
    ("PNG", "LA")])
def test_every_kind_of_photo_has_one(tmp_path: Path, kind: str, mode: str) -> None:
    made = thumbnail(tmp_path, picture(400, 300, kind, mode))
    assert made is not None and made.size == (320, 240)


def test_a_signature_on_nothing_is_black_on_white(tmp_path: Path) -> None:
    strokes = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    strokes.paste((0, 0, 0, 255), (100, 40, 200, 60))
    held = io.BytesIO()
    strokes.save(held, "PNG")
    made = thumbnail(tmp_path, held.getvalue())
    assert made is not None
    assert min(made.getpixel((10, 10))) > 240  # type: ignore[arg-type]
    assert max(made.getpixel((150, 50))) < 15  # type: ignore[arg-type]


def test_a_cut_photo_has_none(tmp_path: Path) -> None:
    assert thumbnail(tmp_path, picture()[:-20_000]) is None


def png(width: int, height: int) -> bytes:
    """A tiny file that unpacks to width × height black pixels."""
    def part(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


@pytest.mark.parametrize("edge", [8_000, 13_000])  # the smaller one lies below Pillow's own limit
def test_a_bomb_is_not_unpacked(tmp_path: Path, edge: int) -> None:
    data = png(edge, edge)
    assert len(data) < 40_000
    assert thumbnail(tmp_path, data) is None


def test_a_film_is_not_a_photo(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), (place * 12, 0, 255 - place * 12)) for place in range(20)]
    held = io.BytesIO()
    frames[0].save(held, "WEBP", save_all=True, append_images=frames[1:])
    assert thumbnail(tmp_path, held.getvalue()) is None


def test_a_decoder_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(thumbnails, "PROGRAM", slow)
    monkeypatch.setattr(thumbnails, "WAIT_SECONDS", 0.3)
    assert thumbnail(tmp_path, picture()) is None
