"""Whole photos in an S3-compatible bucket. Nothing is overwritten unseen; what is there was read back and hashed.

Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. A name is `<prefix>/ab/cd/<sha256>`.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store as Bucket

from server.evidence.stores import DIGEST_LENGTH, Kept

MOST_SECONDS = "60s"


class Damaged(OSError):
    """What the bucket gives is not what its name says."""


class S3Store:
    """A bucket named by `s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]`."""

    def __init__(self, url: str) -> None:
        parts, asked = urlsplit(url), parse_qs(urlsplit(url).query)
        endpoint, region = asked.get("endpoint", [None])[0], asked.get("region", ["us-east-1"])[0]
        given: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
        self._bucket = Bucket(parts.netloc, prefix=parts.path.strip("/") or None, region=region,
                              checksum_algorithm="SHA256", **given,
                              client_options={"allow_http": bool(endpoint and endpoint.startswith("http:")),
                                              "timeout": MOST_SECONDS})

    def put(self, path: Path, sha256: str, size: int) -> None:
        """If-None-Match: two senders of one photo cannot disturb each other. What does not read back is put again."""
        try:
            obstore.put(self._bucket, _key(sha256), path, mode="create", use_multipart=False)
        except AlreadyExistsError:
            if self._is_whole(sha256):
                return
            obstore.put(self._bucket, _key(sha256), path, mode="overwrite", use_multipart=False)
        if not self._is_whole(sha256):
            raise Damaged(f"the bucket does not give back {sha256} as it was put")

    def open(self, sha256: str) -> BufferedReader:
        """A copy on the disk of this process, hashed before anybody reads it, gone when it is closed."""
        held, digest = tempfile.TemporaryFile(), hashlib.sha256()  # noqa: SIM115  the caller closes it
        try:
            for piece in obstore.get(self._bucket, _key(sha256)).stream():
                held.write(piece)
                digest.update(piece)
            if digest.hexdigest() != sha256:
                raise Damaged(f"{sha256} has other content than its name says")
        except BaseException:
            held.close()
            raise
        held.seek(0)
        return cast(BufferedReader, held)

    def stat(self, sha256: str) -> Kept | None:
        try:
            found = obstore.head(self._bucket, _key(sha256))
        except FileNotFoundError:
            return None
        since: datetime = found["last_modified"]
        return Kept(found["size"], since)

    def delete(self, sha256: str) -> None:
        if self.stat(sha256) is not None:
            obstore.delete(self._bucket, _key(sha256))

    def walk(self) -> Iterator[str]:
        for page in obstore.list(self._bucket):
            for found in page:
                name = str(found["path"]).rpartition("/")[2]
                if len(name) == DIGEST_LENGTH:
                    yield name

    def tidy(self, before: datetime) -> int:
        """A bucket takes an object whole or not at all."""
        return 0

    def _is_whole(self, sha256: str) -> bool:
        try:
            self.open(sha256).close()
        except (Damaged, FileNotFoundError):
            return False
        return True


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
