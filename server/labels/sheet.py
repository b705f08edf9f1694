"""A sheet of labels to print: 60 × 40 mm each, with what each belongs on written beside it, outside the cut."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.labels import codes, policy, symbol
from server.labels.problems import LabelHostPrivate
from server.labels.queries import ToPrint

LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class PrintedLabel:
    """What stands on one label, and the caption that says where it goes."""

    groups: tuple[str, ...]
    host: str
    path: str
    modules: int
    roll: str
    is_demo: bool
    caption: tuple[str, ...]


@cache
def messages(lang: str) -> Mapping[str, str]:
    """The words of the sheet."""
    path = Path(__file__).parent / "messages" / f"sheet.{LANGUAGES[lang]}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def printed(rows: Sequence[ToPrint], origin: str) -> list[PrintedLabel]:
    """The labels of a sheet. A real label for a loopback or private host is refused, one of the demo city is not."""
    if policy.is_private_host(origin) and not all(one.batch.is_demo for one in rows):
        raise LabelHostPrivate(host=policy.host_of(origin))
    return [_printed(one, origin) for one in rows]


def _printed(one: ToPrint, origin: str) -> PrintedLabel:
    modules = symbol.matrix(origin, one.label.code)
    groups = tuple(codes.in_groups(one.label.code).split("-"))
    place = " ".join(part for part in (one.venue.name, one.premises.position_no) if part)
    return PrintedLabel(groups=groups, host=policy.host_of(origin), path=symbol.svg_path(modules),
                        modules=len(modules), roll=groups[0], is_demo=one.batch.is_demo,
                        caption=(one.instrument.name, place, one.instrument.serial_number))
