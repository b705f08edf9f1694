"""An inspector over HTTP, a photo, and a real server on a loopback port."""

from __future__ import annotations

import base64
import hashlib
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.serving import make_server

from server.kernel.clock import Clock
from tests.factories.people import Client, sign_in, with_people


def picture(width: int = 640, height: int = 480, kind: str = "JPEG", mode: str = "RGB", **save: Any) -> bytes:
    """Bytes of a photo that does not compress to nothing."""
    made = Image.effect_noise((width, height), 60).convert(mode)
    held = io.BytesIO()
    made.save(held, kind, **save)
    return held.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Sender:
    """Speaks tus by hand, so that every header can be wrong."""

    client: Client

    def metadata(self, data: bytes, **changes: str) -> str:
        said = {"sha256": sha256(data), "media_type": "image/jpeg", "role": "photo", "filename": "照片.jpg", **changes}
        return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())

    def begin(self, data: bytes, headers: dict[str, str] | None = None, **changes: str) -> Any:
        given = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)),
                 "Upload-Metadata": self.metadata(data, **changes), **(headers or {})}
        return self.client.post("/api/v1/files", headers=given)

    def send(self, place: str, offset: int, piece: bytes, **headers: str) -> Any:
        given = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset),
                 "Content-Type": "application/offset+octet-stream",
                 **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.client.patch(place, data=piece, headers=given)

    def offset(self, place: str) -> Any:
        return self.client.open("HEAD", place, headers={"Tus-Resumable": "1.0.0"})

    def whole(self, data: bytes, **changes: str) -> Any:
        """Upload everything in one chunk; the answer to the last request."""
        begun = self.begin(data, **changes)
        assert begun.status_code == 201, begun.get_data(as_text=True)
        return self.send(begun.headers["Location"], 0, data)


@pytest.fixture
def people(app: Flask, clock: Clock) -> dict[str, str]:
    return with_people(app, clock, {"one": [("inspector", "610602")], "other": [("inspector", "610603")],
                                    "chief": [("supervisor", "610602")]})


@pytest.fixture
def sender(app: Flask, people: dict[str, str]) -> Sender:
    return Sender(sign_in(app, "one"))


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The application behind a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def files_under(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
