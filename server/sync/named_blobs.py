"""Which photos operations name in the very bytes that phones signed, whatever their rooms made of them."""

from __future__ import annotations

import re
import zlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.sync.models import OpPayload

_DIGEST = re.compile(rb"[0-9a-f]{64}")


def named_by_operations(session: Session, some: set[str]) -> set[str]:
    """Those of these digests that any operation ever received names. Reads all of them: ask seldom, for few."""
    wanted, found = {one.encode() for one in some}, set[str]()
    query = sa.select(OpPayload.deflated).execution_options(yield_per=500)
    for deflated in session.scalars(query):
        found.update(one.decode() for one in wanted.intersection(_DIGEST.findall(zlib.decompress(deflated))))
        if len(found) == len(wanted):
            break
    return found
