"""A tus client on a bare socket whose line breaks after so many bytes, and a server that can be killed and started."""

from __future__ import annotations

import base64
import hashlib
import http.client
import multiprocessing
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from werkzeug.serving import make_server

from server.settings import Settings
from tests.factories.people import Client

TUS = {"Tus-Resumable": "1.0.0"}


class Cut(Exception):
    """The line broke."""


@dataclass
class Line:
    """Sends one photo as a phone does; `breaks_after` body bytes the connection is gone."""

    host: str
    headers: dict[str, str]
    chunk: int
    breaks_after: int | None = None
    sent: int = 0
    cuts: int = field(default=0)

    def begin(self, data: bytes) -> str:
        said = {"sha256": hashlib.sha256(data).hexdigest(), "media_type": "image/jpeg", "role": "photo"}
        metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
        status, headers = self._ask("POST", "/api/v1/files", {"Upload-Length": str(len(data)),
                                                             "Upload-Metadata": metadata})
        assert status == 201, status
        return headers["Location"]

    def offset(self, place: str) -> int:
        status, headers = self._ask("HEAD", place, {})
        assert status == 200, status
        return int(headers["Upload-Offset"])

    def finish(self, place: str, data: bytes) -> None:
        """Ask where it stands and send on from there, whatever happens to the line, until all has arrived."""
        for _ in range(2000):
            try:
                offset = self.offset(place)
                if offset == len(data):
                    return
                self.send(place, data, offset)
            except (Cut, OSError, http.client.HTTPException):
                self.cuts += 1
                time.sleep(0.002)
        raise AssertionError("never arrived")

    def send(self, place: str, data: bytes, offset: int) -> None:
        """Chunk after chunk until the end; a chunk that another request overtook is asked for again."""
        while offset < len(data):
            piece = data[offset:offset + self.chunk]
            status, headers = self._patch(place, piece, offset)
            if status != 204:
                assert status == 409, status
                return
            offset = int(headers["Upload-Offset"])

    def _patch(self, place: str, piece: bytes, offset: int) -> tuple[int, dict[str, str]]:
        connection = self._connected("PATCH", place, {
            "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(len(piece))})
        try:
            room = len(piece) if self.breaks_after is None else self.breaks_after - self.sent
            if room < len(piece):
                self.breaks_after = None
                connection.send(piece[:room])
                self.sent += room
                raise Cut
            connection.send(piece)
            self.sent += len(piece)
            answer = connection.getresponse()
            answer.read()
            return answer.status, dict(answer.headers)
        finally:
            connection.close()

    def _ask(self, method: str, place: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
        connection = self._connected(method, place, headers)
        try:
            answer = connection.getresponse()
            answer.read()
            return answer.status, dict(answer.headers)
        finally:
            connection.close()

    def _connected(self, method: str, place: str, headers: dict[str, str]) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        connection.putrequest(method, place)
        for name, value in {**self.headers, **TUS, **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection


def cookies_of(client: Client) -> dict[str, str]:
    """What a browser would send for this person on every request."""
    found = "; ".join(f"{one.key}={one.value}" for one in client.client._cookies.values())
    return {"Cookie": found, "X-CSRF-Token": client.csrf}


@contextmanager
def server_process(settings: Settings, failpoint: str = "") -> Iterator[tuple[str, BaseProcess]]:
    """The application in a process of its own, which dies at a failpoint as by `kill -9`."""
    listening = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(settings, listening, failpoint))
    process.start()
    host = f"127.0.0.1:{listening.getsockname()[1]}"
    listening.close()
    try:
        yield host, process
    finally:
        process.kill()
        process.join()


def _serve(settings: Settings, listening: socket.socket, failpoint: str) -> None:
    from server.app import create_app
    from tests.conftest import StandingClock

    os.environ["HENGJIAN_FAILPOINT"] = failpoint
    app = create_app(settings, clock=StandingClock())
    make_server("127.0.0.1", 0, app, threaded=True, fd=listening.fileno()).serve_forever()
