"""Drawn photos and signatures for the demo's visits, each marked SAMPLE, stored like any other evidence."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from server.evidence import thumbnails
from server.evidence.models import Blob, Upload
from server.evidence.receiving import storage, store
from server.kernel.identity import Identity
from server.kernel.ids import derived

PHOTO, SIGNATURE = (1280, 960), (640, 220)


def signature(name: str) -> bytes:
    """A pen stroke that nobody wrote, the same for the same name."""
    rng = Random(name)  # noqa: S311  invented data, nothing secret
    image = Image.new("RGB", SIGNATURE, "white")
    draw = ImageDraw.Draw(image)
    points = [(60 + step * 26 + rng.randint(-14, 14), 110 + rng.randint(-60, 60)) for step in range(20)]
    draw.line(points, fill="#16202C", width=6, joint="curve")
    draw.text((14, 196), "SAMPLE", fill="#8592A1", font_size=18)
    return _bytes(image, "PNG")


def photo(reading: str) -> bytes:
    """An instrument with a lit display, as a phone might see it; the same for the same reading."""
    rng = Random(reading)  # noqa: S311  invented data, nothing secret
    image = Image.new("RGB", PHOTO, (rng.randint(150, 190), rng.randint(150, 180), rng.randint(140, 170)))
    draw = ImageDraw.Draw(image)
    draw.rectangle((180, 430, 1100, 860), fill="#C9CED4", outline="#55606E", width=6)
    draw.polygon(((120, 330), (1160, 330), (1080, 430), (200, 430)), fill="#E9EDF1", outline="#55606E")
    draw.rectangle((300, 520, 980, 690), fill="#10200F")
    draw.text((340, 540), reading, fill="#7CFF6B", font_size=120)
    draw.text((300, 740), "DEMO INSTRUMENT  YL-2026", fill="#16202C", font_size=34)
    draw.text((20, 900), "SAMPLE", fill="#FFFFFF", font_size=44)
    return _bytes(image, "JPEG")


def _bytes(image: Image.Image, kind: str) -> bytes:
    held = BytesIO()
    image.save(held, kind, quality=82)
    return held.getvalue()


def keep(session: Session, content: bytes, sender: Identity, now: datetime) -> str:
    """Store a picture as evidence that this person sent and that has arrived; its digest."""
    digest = hashlib.sha256(content).hexdigest()
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    upload = derived("demo", "upload", digest, sender.user_id)
    if session.get(Blob, digest) is None:
        session.add(Blob(sha256=digest, size=len(content), media_type=kind, received_at=now,
                         thumbnail="ready" if _stored(upload, digest, content) else "unreadable"))
    if session.get(Upload, upload) is None:
        session.add(Upload(id=upload, user_id=sender.user_id, length=len(content), sha256=digest, media_type=kind,
                           role="photo", filename="", created_at=now, expires_at=now, completed_at=now))
    session.flush()
    return digest


def _stored(upload: str, digest: str, content: bytes) -> bool:
    """The bytes as an upload leaves them; whether there is a thumbnail."""
    files, whole = storage(), store()
    files.discard(upload)
    files.begin(upload)
    files.append(upload, 0, content)
    whole.put(files.upload(upload), digest, len(content))
    files.discard(upload)
    return thumbnails.make(files, whole, digest)
